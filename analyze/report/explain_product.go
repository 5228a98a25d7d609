package report

import (
	"fmt"
	"strings"

	"kmstriage/analyze/catalogue"
)

const kindActivationID = "activation id"

// activationID explains an id of the tables of products; two versions of Office share one of them.
func activationID(id string) []Explanation {
	if p, ok := catalogue.ProductByID(id); ok {
		return []Explanation{product(p)}
	}
	var out []Explanation
	first, ok := catalogue.NonKMSByID(id)
	if !ok {
		return nil
	}
	for _, n := range catalogue.NonKMSAll() {
		if n.ID == first.ID {
			out = append(out, nonKMS(n))
		}
	}
	return out
}

func product(p catalogue.Product) Explanation {
	x := Explanation{ID: strings.ToUpper(p.ActivationID), Kind: kindActivationID, Title: p.Product, Basis: catalogue.ProductBasisWords(p.Basis)}
	x.Text = []string{productWords(p)}
	x.Details = append(x.Details,
		Detail{Key: "product", Value: p.Product},
		Detail{Key: "type", Value: p.Kind},
		Detail{Key: "release", Label: "Release", Value: p.Release, Words: []string{"Office " + p.Release}},
		Detail{Key: "family", Label: "Folder", Value: p.Major, Words: []string{p.Folder}},
		Detail{Key: "licenceName", Label: "Licence name", Value: p.LicenceName, Words: []string{p.LicenceName}},
		Detail{Key: "applicationId", Label: "Application", Value: p.AppID, Words: []string{p.AppID}})
	if p.Kind == catalogue.Host {
		x.Details = append(x.Details, commands("commands", "On the host, to see its state and to activate it", catalogue.HostStatus(p.ActivationID), catalogue.HostActivate(p.ActivationID)))
		return x
	}
	if p.GVLK != "" {
		x.Details = append(x.Details, Detail{Key: "gvlk", Label: "GVLK", Value: p.GVLK, Words: []string{p.GVLK + " (generic, published by Microsoft)"}})
		x.Details = append(x.Details, commands("commands", "To install it, in the folder of OSPP.VBS", catalogue.InstallKey(p.GVLK)))
	} else {
		x.Details = append(x.Details, Detail{Label: "GVLK", Words: []string{"Microsoft publishes none for it"}})
	}
	return withHost(x, p.Release)
}

func productWords(p catalogue.Product) string {
	switch p.Kind {
	case catalogue.Host:
		return fmt.Sprintf("The licence that makes a machine a KMS host for Office %s. A KMS host needs it installed with a host key (CSVLK) and activated; else it answers clients of this Office with 0xC004F042 or 0xC004F041.", p.Release)
	case catalogue.ClientPreview:
		return "The KMS client licence of a preview of the volume edition, which has expired. It is known for its name only."
	case catalogue.ClientAutomation:
		return "A KMS client licence for automated tests of Office. It is known for its name only."
	}
	return "A KMS client licence: this edition of Office finds a KMS host by DNS or by a pinned name and is activated by it. A KMS host must have counted five Office clients before it activates any."
}

// withHost names the host licence that serves a release.
func withHost(x Explanation, release string) Explanation {
	id := strings.ToUpper(catalogue.HostID(release))
	if id == "" {
		return x
	}
	x.Details = append(x.Details, Detail{Key: "hostId", Label: "Host licence", Value: id, Words: []string{id + " (of the KMS hosts that serve it)"}})
	x.Details = append(x.Details, commands("hostCommands", "On such a host, to see its state", catalogue.HostStatus(id)))
	return x
}

// commands are to be pasted, one to a line.
func commands(key, label string, cs ...string) Detail {
	return Detail{Key: key, Label: label, Value: cs, Commands: cs}
}

func nonKMS(n catalogue.NonKMS) Explanation {
	x := Explanation{ID: strings.ToUpper(n.ID), Kind: kindActivationID, Title: n.Token,
		Basis: "the tables of ROIScan, Microsoft's inventory script"}
	x.Details = append(x.Details,
		Detail{Key: "product", Label: "Product", Value: n.Config, Words: []string{n.Config}},
		Detail{Key: "family", Label: "Folder", Value: n.Major, Words: []string{fmt.Sprintf("Office%d", n.Major)}})
	words := []string{n.Channel}
	for _, t := range catalogue.TermsNamed(n.Channel) {
		words[0] += ": " + t.Title
		x.Text = append(x.Text, t.About)
	}
	x.Details = append(x.Details, Detail{Key: "channel", Label: "Key type", Value: n.Channel, Words: words})
	if !strings.HasPrefix(n.Channel, "MAK") {
		x.Text = append(x.Text, "KMS has nothing to do with it.")
		return x
	}
	stem := strings.TrimSuffix(strings.TrimSuffix(strings.Split(n.Token, "_")[0], "VL"), "XC2R")
	_, release := catalogue.Release(n.Major, stem)
	if key, ok := catalogue.GVLK(n.Major, stem); ok {
		x.Details = append(x.Details, Detail{Key: "gvlk", Label: "GVLK", Value: key, Words: []string{key + " (generic, published by Microsoft; to use KMS instead)"}})
	}
	return withHost(x, release)
}

// applications explains the ids that tell Office from Windows.
func applications(id string) []Explanation {
	title := ""
	switch strings.ToLower(strings.Trim(id, "{}")) {
	case catalogue.OfficeApp:
		title = "Office 2013 and later"
	case catalogue.Office2010App:
		title = "Office 2010"
	case catalogue.WindowsApp:
		title = "Windows"
	default:
		return nil
	}
	return []Explanation{{ID: strings.ToUpper(strings.Trim(id, "{}")), Kind: "application id", Title: title,
		Text:  []string{"Licensing events and listings name by this id the application that a licence is for. Events of Windows say nothing about Office."},
		Basis: "the text of OSPP.VBS and slmgr.vbs"}}
}
