package derive

import (
	"testing"

	"kmstriage/parse/fact"
)

// TestClassifyAndStem is facts.md, lic[].channel and lic[].stem, over the names of every release.
func TestClassifyAndStem(t *testing.T) {
	tests := []struct {
		name, description string
		class, stem       string
		ignorable         bool
	}{
		{"Office 14, OfficeProPlus-KMS_Client edition", "Office 14, VOLUME_KMSCLIENT channel", "kms_client", "ProPlus", false},
		{"Office 14, OfficeProPlus-MAK edition", "Office 14, VOLUME_MAK channel", "mak", "ProPlus", false},
		{"Office 14, OfficeProPlusR-Trial edition", "Office 14, RETAIL(Trial) channel", "trial", "ProPlus", false},
		{"Office 14, OfficeStarter-ByPass edition", "Office 14, RETAIL(Free) channel", "free", "Starter", true},
		{"Office 14, OfficeProPlusSub-SubPrepid edition", "Office 14, RETAIL(SubPrepid) channel", "retail", "ProPlusSub", true},
		{"Office 14, OfficeKMSHost-KMS_Host edition", "Office 14, VOLUME_KMS channel", "kms_host", "KMSHost", false},
		{"Office 15, OfficeProPlusVL_KMS_Client edition", "Office 15, VOLUME_KMSCLIENT channel", "kms_client", "ProPlus", false},
		{"Office 15, OfficeProPlusVL_MAK edition", "Office 15, VOLUME_MAK channel", "mak", "ProPlus", false},
		{"Office 15, OfficeVisioProVL_KMS_Client edition", "Office 15, VOLUME_KMSCLIENT channel", "kms_client", "VisioPro", false},
		{"Office 15, OfficeProjectStdVL_KMS_Client edition", "Office 15, VOLUME_KMSCLIENT channel", "kms_client", "ProjectStd", false},
		{"Office 15, OfficeO365ProPlusR_Subscription1 edition", "Office 15, TIMEBASED_SUB channel", "subscription", "O365ProPlus", false},
		{"Office 15, OfficeAccessRuntime_Bypass edition", "Office 15, RETAIL(Free) channel", "free", "AccessRuntime", true},
		{"Office 15, OfficeProPlusR_Grace edition", "Office 15, RETAIL(Grace) channel", "grace", "ProPlus", false},
		{"Office 15, OfficeProPlusR_Retail edition", "Office 15, RETAIL channel", "retail", "ProPlus", false},
		{"Office 15, OfficeHomeBusinessR_OEM_Perp edition", "Office 15, OEM_SLP channel", "oem", "HomeBusiness", false},
		{"Office 15, OfficeKMSHostVL_KMS_Host edition", "Office 15, VOLUME_KMS channel", "kms_host", "KMSHost", false},
		{"Office 16, Office16ProPlusVL_KMS_Client edition", "Office 16, VOLUME_KMSCLIENT channel", "kms_client", "ProPlus", false},
		{"Office 16, OfficeProPlusVL_KMS_Client edition", "Office 16, VOLUME_KMSCLIENT channel", "kms_client", "ProPlus", false},
		{"Office 16, Office16ProPlusVL_MAK edition", "Office 16, RETAIL(MAK) channel", "mak", "ProPlus", false},
		{"Office 16, Office16VisioProXC2RVL_KMS_ClientC2R edition", "Office 16, VOLUME_KMSCLIENT channel", "kms_client", "VisioPro", false},
		{"Office 16, Office16VisioProXC2RVL_MAKC2R edition", "Office 16, VOLUME_MAK channel", "mak", "VisioPro", false},
		{"Office 19, Office19ProPlus2019VL_KMS_Client_AE edition", "Office 19, VOLUME_KMSCLIENT channel", "kms_client", "ProPlus2019", false},
		{"Office 19, Office19ProPlus2019XC2RVL_KMS_ClientC2R edition", "Office 19, VOLUME_KMSCLIENT channel", "kms_client", "ProPlus2019", false},
		{"Office 19, Office19Standard2019VL_MAK_AE edition", "Office 19, RETAIL(MAK) channel", "mak", "Standard2019", false},
		{"Office 19, Office19ProPlus2019R_Retail edition", "Office 19, RETAIL channel", "retail", "ProPlus2019", false},
		{"Office 21, Office21ProPlus2021VL_KMS_Client_AE edition", "Office 21, VOLUME_KMSCLIENT channel", "kms_client", "ProPlus2021", false},
		{"Office 21, Office21KMSHost2021VL_KMS_Host edition", "Office 21, VOLUME_KMS channel", "kms_host", "KMSHost2021", false},
		{"Office 24, Office24VisioPro2024VL_KMS_Client_AE edition", "Office 24, VOLUME_KMSCLIENT channel", "kms_client", "VisioPro2024", false},
		{"Office 24, Office24ProPlus2024VL_MAK_AE3 edition", "Office 24, RETAIL(MAK) channel", "mak", "ProPlus2024", false},
		{"Office 16, Office16ProPlusVL edition", "Office 16, RETAIL(MAK) channel", "mak", "ProPlus", false},
		// The name's token wins over RETAIL; without a description the name tells.
		{"Office 24, Office24ProPlus2024VL_MAK_AE edition", "Office 24, RETAIL channel", "mak", "ProPlus2024", false},
		{"Office 15, OfficeProPlusVL_KMS_Client edition", "", "kms_client", "ProPlus", false},
		{"Office 15, OfficeProPlusVL_MAK edition", "", "mak", "ProPlus", false},
		{"Office 15, OfficeKMSHostVL_KMS_Host edition", "", "kms_host", "KMSHost", false},
		{"Office 15, OfficeSPD_Bypass edition", "", "free", "SPD", true},
		{"Office 15, OfficeMakerVL_Something edition", "", "unknown", "Maker", false}, // no token MAK
		{"Office 15, OfficeProPlusVL_Other edition", "Office 15, VOLUME_OTHER channel", "other_volume", "ProPlus", false},
		{"Office 15, OfficeProPlus edition", "Office 15, VOLUME_KMS CLIENT channel", "kms_client", "ProPlus", false}, // a wrapped line
		{"OfficeProPlusVL_KMS_Client edition", "", "kms_client", "ProPlus", false},
		{"Office 15, OfficeVisioStdR_Trial edition", "Office 15, TIMEBASED_EVAL channel", "trial", "VisioStd", false},
	}
	for _, x := range tests {
		l := fact.Licence{Name: x.name, Description: x.description}
		if got := classify(l); got != x.class {
			t.Errorf("%s | %s: class %s, want %s", x.name, x.description, got, x.class)
		}
		if got := stem(x.name); got != x.stem {
			t.Errorf("%s: stem %s, want %s", x.name, got, x.stem)
		}
		if got := Ignorable(x.name); got != x.ignorable {
			t.Errorf("%s: ignorable %v", x.name, got)
		}
	}
}

// TestClassifyByROIScan holds that the inventory's own word counts where no name tells.
func TestClassifyByROIScan(t *testing.T) {
	for channel, want := range map[string]string{"KMS_Client": "kms_client", "KMS_Host": "kms_host", "MAK": "mak", "MAK_AE": "mak", "Retail": "retail", "Trial": "trial",
		"Grace": "grace", "OEM_Perp": "oem", "SubPrepid": "subscription", "": "unknown", "odd": "unknown"} {
		if got := classify(fact.Licence{Name: "ProPlus", Channel: channel}); got != want {
			t.Errorf("%q: %s, want %s", channel, got, want)
		}
	}
}

func TestProductStem(t *testing.T) {
	for config, want := range map[string]string{"PROPLUS": "ProPlus", "VISPRO": "VisioPro", "PRJSTD": "ProjectStd", "ProPlusVolume": "ProPlus", "ProPlus2019Volume": "ProPlus2019",
		"ProPlusRetail": "ProPlus", "VisioProVL": "VisioPro", "": ""} {
		if got := ProductStem(fact.Office{Config: config}); got != want {
			t.Errorf("%q: %s, want %s", config, got, want)
		}
	}
}

// TestSubjects is facts.md, "Subjects": what is under diagnosis in a family.
func TestSubjects(t *testing.T) {
	mak := licence("Office 15, OfficeProPlusVL_MAK edition", "Office 15, VOLUME_MAK channel", "", "MAK11", "LICENSED")
	retail := licence("Office 15, OfficeProPlusR_Retail edition", "Office 15, RETAIL channel", "", "RTL11", "LICENSED")
	bypass := licence("Office 15, OfficeAccessRuntime_Bypass edition", "Office 15, RETAIL(Free) channel", "", "BYP11", "NOTIFICATIONS")
	host := licence("Office 15, OfficeKMSHostVL_KMS_Host edition", "Office 15, VOLUME_KMS channel", "2e28138a-847f-42bc-9752-61b03fff33cd", "HST11", "LICENSED")
	visio := licence("Office 15, OfficeVisioProVL_KMS_Client edition", "Office 15, VOLUME_KMSCLIENT channel", visioPro, "VIS11", "NOTIFICATIONS")
	keyless := suite("UNLICENSED", func(l *fact.Licence) { l.HasKey, l.PartialKey = false, "" })
	twin := suite("NOTIFICATIONS", func(l *fact.Licence) { l.SKU, l.PartialKey = "", "XXXXX" })
	family := func(l fact.Licence, name string, f int) fact.Licence {
		l.Name, l.Family = name, f
		return l
	}
	partial := func(s *fact.Set) { s.Readings[0].State = fact.Partial }
	office := func(f int) func(*fact.Set) {
		return func(s *fact.Set) {
			s.Office = append(s.Office, fact.Office{Family: f, Product: "Office", From: "roiscan-xml"})
			s.Readings = append(s.Readings, fact.Reading{Path: "x", Kind: fact.ROIScanXML, State: fact.Whole})
		}
	}
	tests := []struct {
		name   string
		rows   []fact.Licence
		change func(*fact.Set)
		want   string // "id kind, ..."
	}{
		{"a KMS client", []fact.Licence{suite("NOTIFICATIONS")}, nil, "office15/ProPlus kms"},
		{"two", []fact.Licence{suite("NOTIFICATIONS"), visio}, nil, "office15/ProPlus kms, office15/VisioPro kms"},
		{"two of one name", []fact.Licence{twin, twin}, nil, "office15/ProPlus kms, office15/ProPlus#2 kms"},
		{"KMS client beside MAK", []fact.Licence{mak, suite("NOTIFICATIONS")}, nil, "office15/ProPlus kms"},
		{"a MAK", []fact.Licence{mak, retail}, nil, "office15 mak"},
		{"retail only", []fact.Licence{retail, keyless}, nil, "office15 nonvolume"},
		{"no key", []fact.Licence{keyless}, nil, "office15 nokey"},
		{"no key, list cut", []fact.Licence{keyless}, partial, "office15 unknown"},
		{"bypass is nobody's key", []fact.Licence{keyless, bypass}, nil, "office15 nokey"},
		{"a host licence is no client's", []fact.Licence{host}, nil, "office15 unknown"},
		{"two families", []fact.Licence{suite("NOTIFICATIONS"), family(suite("LICENSED", func(l *fact.Licence) { l.SKU = proPlus14 }), "Office 14, OfficeProPlus-KMS_Client edition", 14)}, nil, "office14/ProPlus kms, office15/ProPlus kms"},
		{"of a later release", []fact.Licence{family(suite("LICENSED", func(l *fact.Licence) { l.SKU = "" }), "Office 21, Office21ProPlus2021VL_KMS_Client_AE edition", 16)}, nil, "office16/ProPlus2021 kms"},
		{"installed, nothing listed", nil, office(15), "office15 unknown"},
		{"leftover rows of what is not installed", []fact.Licence{keyless}, office(16), "office16 unknown"},
		{"only the script's name", nil, nil, "office15 unknown"},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			s := facts(fact.Set{Licences: x.rows})
			if x.change != nil {
				x.change(s)
			}
			got := ""
			for i, sub := range New(s, nil, Given{}).Subjects {
				if i > 0 {
					got += ", "
				}
				got += sub.ID + " " + sub.Kind
			}
			if got != x.want {
				t.Errorf("got %q, want %q", got, x.want)
			}
		})
	}
}
