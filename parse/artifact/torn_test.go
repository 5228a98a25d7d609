package artifact

import (
	"testing"

	"kmstriage/parse"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

// TestTornValues holds that a value of which the file's end took a part is not shown as another value, and that the
// lines before it stay as they were.
func TestTornValues(t *testing.T) {
	const listing = "---Processing--------------------------\r\n---------------------------------------\r\n" +
		"SKU ID: b322da9c-a2e2-4058-9e4e-f59a6970bd69\r\nLICENSE NAME: Office 15, OfficeProPlusVL_KMS_Client edition\r\n"
	const inventory = "Microsoft Customer Support Services - Robust Office Inventory - 6/17/2015 9:09:29 AM\r\n\r\n" +
		"****************************************\r\n\r\nChained Products View\r\n=====================\r\n\r\n" +
		"Microsoft Office Professional Plus 2013 (MSI)\r\n---------------------------------------------\r\nProductVersion                  15.0.4569.1506\r\n\r\n"
	const active = "Active License                  Office 15, OfficeProPlusVL_KMS_Client edition\r\n"
	const under = "                                "
	licence := func(s *fact.Set) fact.Licence {
		if len(s.Licences) != 1 {
			return fact.Licence{}
		}
		return s.Licences[0]
	}
	tests := []struct {
		name, file, text string
		holds            func(*fact.Set) bool
	}{
		{"a label's beginning behind the widest line", "CL01_Office15_Ospp-Dstatusall.txt", listing + "LICENSE DE",
			func(s *fact.Set) bool { return licence(s).Name == "Office 15, OfficeProPlusVL_KMS_Client edition" }},
		{"a rule's beginning behind the widest line", "CL01_Office15_Ospp-dcmid.txt", listing[:80] + "\r\nClient Machine ID (CMID): 5a3c1e2b-7d4f-4c18-9a60-1b2c3d4e5f60\r\n------",
			func(s *fact.Set) bool {
				return len(s.CMIDs) == 1 && s.CMIDs[0].Line.Text == "Client Machine ID (CMID): 5a3c1e2b-7d4f-4c18-9a60-1b2c3d4e5f60"
			}},
		{"half a key", "CL01_Office15_Ospp-Dstatusall.txt", listing + "LICENSE STATUS:  ---LICENSED---\r\nLast 5 characters of installed product key: GVG",
			func(s *fact.Set) bool { l := licence(s); return l.HasKey && l.PartialKey == "" }},
		{"half an inventory's description", "CL01_ROIScan.log", inventory + active + under + "Description:              Office 15, VOLUME_KMS",
			func(s *fact.Set) bool { l := licence(s); return l.Name != "" && l.Description == "" && l.Cut }},
		{"a whole description", "CL01_ROIScan.log", inventory + active + under + "Description:              Office 15, VOLUME_KMSCLIENT channel\r\n",
			func(s *fact.Set) bool { return licence(s).Description == "Office 15, VOLUME_KMSCLIENT channel" }},
		{"half a name of the inventory", "CL01_ROIScan.log", inventory + active[:60],
			func(s *fact.Set) bool { return len(s.Licences) == 0 && s.Readings[0].State == fact.Partial }},
		{"half a pinned host of the inventory", "CL01_ROIScan.log", inventory + active + under + "KMS Host Override:        kms01.con",
			func(s *fact.Set) bool { return licence(s).Name != "" && licence(s).Pinned == nil }},
		{"half the name of a server", "CL01_MGADiag.txt", "Diagnostic Report (1.9.0027.0):\r\nWindows Validation Data-->\r\n\r\nWindows OS version: 6.1.7601.2.00010100.1.0.007\r\nProduct Name: Windows Ser",
			func(s *fact.Set) bool { return len(s.OS) == 1 && s.OS[0].ProductType == "server" }},
		{"half a host licence's channel", "CL01_KMS_Client_slmgr.log", "Software licensing service version: 6.1.7601.17514\r\n\r\nName: Office 15, OfficeProPlusVL_KMS_Client edition\r\n" +
			"Description: Office 15, VOLUME_KMS",
			func(s *fact.Set) bool { return len(s.HostLicences) == 1 && s.HostLicences[0].Description == "" }},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			s := parse.Read(bundle.Memory("test", map[string][]byte{x.file: []byte(x.text)}), All)
			if !x.holds(s) {
				t.Errorf("licences %+v\ncmids %+v\nos %+v\nhost licences %+v\nreading %+v", s.Licences, s.CMIDs, s.OS, s.HostLicences, s.Readings)
			}
		})
	}
}
