package catalogue

import (
	"sort"
	"strings"
)

// The application ids of licensing.
const (
	OfficeApp     = "0ff1ce15-a989-479d-af46-f275c6370663" // Office 2013 and later
	Office2010App = "59a52881-a989-479d-af46-f275c6370663"
	WindowsApp    = "55c92734-d682-4d71-983e-d6ec3f16059f"
)

// AppOf gives "office" or "windows" for an application id in any case, "" for others.
func AppOf(appID string) string {
	switch strings.ToLower(strings.Trim(appID, "{}")) {
	case OfficeApp, Office2010App:
		return "office"
	case WindowsApp:
		return "windows"
	}
	return ""
}

// ProductKind says what a licence is for.
type ProductKind string

// The kinds of products.
const (
	Host             ProductKind = "host"               // makes a KMS host one for Office
	Client           ProductKind = "client"             // volume client of KMS
	ClientPreview    ProductKind = "client_c2r_preview" // expired previews, for naming only
	ClientAutomation ProductKind = "client_automation"
)

// Product is a licence of Office that has to do with KMS. Releases 2016 to 2024 all have major version 16, folder
// Office16 and the same application id: the activation id tells them apart.
type Product struct {
	Kind         ProductKind
	ActivationID string // lower case, no braces
	Product      string
	Edition      string // ProPlus, VisioPro, KMSHost, ...
	Major        int    // 14, 15, 16
	Release      string // 2010, 2013, 2016, 2019, 2021, 2024
	AppID        string
	Folder       string // Office14, Office15, Office16
	LicenceName  string // a pattern made by rule, unless Basis says verified: a hint
	GVLK         string // generic volume key that Microsoft publishes, "" where there is none
	Basis        string
}

// ProductByID returns the product of an activation id in any case, with or without braces.
func ProductByID(id string) (Product, bool) {
	id = fold(id)
	i := sort.Search(len(products), func(i int) bool { return products[i].ActivationID >= id })
	if i == len(products) || products[i].ActivationID != id {
		return Product{}, false
	}
	return products[i], true
}

// Products returns the whole table in the order of the activation ids.
func Products() []Product { return append([]Product(nil), products[:]...) }

// IsHostID says whether an activation id is that of a KMS host licence of Office.
func IsHostID(id string) bool {
	p, ok := ProductByID(id)
	return ok && p.Kind == Host
}

// HostID gives the activation id of the KMS host licence of a release (2010, 2013, 2016, 2019, 2021, 2024), which is the
// argument of slmgr.vbs /dlv and /ato; "" for others. Of the two ids of 2016 it is the one that Microsoft documents.
func HostID(release string) string {
	switch release {
	case "2010":
		return "bfe7a195-4f8f-4f0b-a622-cf13c7d16864"
	case "2013":
		return "2e28138a-847f-42bc-9752-61b03fff33cd"
	case "2016":
		return "98ebfe73-2084-4c97-932c-c0cd1643bea7"
	case "2019":
		return "70512334-47b4-44db-a233-be5ea33b914c"
	case "2021":
		return "47f3b983-7c53-4d45-abc6-bcd91e2dd90a"
	case "2024":
		return "f3d89bbf-c0ec-47ce-a8fa-e5a5f97e447f"
	}
	return ""
}

// PublishedKeyEnd reports the last five characters, in any case, of a volume key that Microsoft publishes: they tell of nobody.
func PublishedKeyEnd(last5 string) bool {
	const characters = 5
	for i := range products {
		k := products[i].GVLK
		if len(last5) == characters && len(k) > characters && strings.EqualFold(k[len(k)-characters:], last5) {
			return true
		}
	}
	return false
}

// GVLK gives the generic volume key for a family (14, 15, 16) and the stem of a licence name ("ProPlus",
// "ProPlus2019"), in any case. A stem without a year is of the family's first release.
func GVLK(family int, stem string) (string, bool) {
	edition, release := Release(family, stem)
	for i := range products {
		p := &products[i]
		if p.Kind == Client && p.Major == family && p.Release == release && p.GVLK != "" && strings.EqualFold(p.Edition, edition) {
			return p.GVLK, true
		}
	}
	return "", false
}

// Release splits a stem into edition and release: "ProPlus2019" into ProPlus and 2019, "ProPlus" of family 15 into
// ProPlus and 2013. The release is "" for families that have none.
func Release(family int, stem string) (edition, release string) {
	for _, y := range [...]string{"2019", "2021", "2024"} {
		if e, ok := strings.CutSuffix(stem, y); ok && family == 16 {
			return e, y
		}
	}
	switch family {
	case 14:
		release = "2010"
	case 15:
		release = "2013"
	case 16:
		release = "2016"
	}
	return strings.TrimSuffix(stem, release), release
}

// NonKMS is a licence of Office that KMS has nothing to do with: MAK, bypass, SubPrepid, trial.
type NonKMS struct {
	ID      string // activation id, lower case, no braces
	Major   int
	Config  string // ProPlusVolume
	Token   string // ProPlusVL_MAK
	Channel string // MAK, MAK_AE, Bypass, SubPrepid, BypassTrial180, ...
}

// NonKMSByID returns the entry of an activation id; of the one id that two versions share, the older.
func NonKMSByID(id string) (NonKMS, bool) {
	id = fold(id)
	i := sort.Search(len(nonKMS), func(i int) bool { return nonKMS[i].ID >= id })
	if i == len(nonKMS) || nonKMS[i].ID != id {
		return NonKMS{}, false
	}
	return nonKMS[i], true
}

// NonKMSAll returns the whole table in the order of the activation ids.
func NonKMSAll() []NonKMS { return append([]NonKMS(nil), nonKMS[:]...) }

// OfficeSKU says whether an activation id is one of Office, KMS or not, and of which family (14, 15, 16). The family is
// 0 where two versions share the id.
func OfficeSKU(id string) (family int, ok bool) {
	if p, ok := ProductByID(id); ok {
		return p.Major, true
	}
	id = fold(id)
	i := sort.Search(len(nonKMS), func(i int) bool { return nonKMS[i].ID >= id })
	if i == len(nonKMS) || nonKMS[i].ID != id {
		return 0, false
	}
	if i+1 < len(nonKMS) && nonKMS[i+1].ID == id {
		return 0, true
	}
	return nonKMS[i].Major, true
}

func fold(id string) string { return strings.ToLower(strings.Trim(strings.TrimSpace(id), "{}")) }

// ProductBasisWords says how well a product's entry is known, out of its Basis.
func ProductBasisWords(basis string) string {
	switch basis {
	case "verified":
		return "id and name verified in Microsoft's documents or scripts"
	case "verified (ACID); license name pattern by rule":
		return "id verified in the tables of ROIScan and PoShEvents; the licence name is a pattern made by rule"
	case "verified (ACID); license name pattern verified":
		return "id and licence name verified in the tables of ROIScan and PoShEvents"
	case "verified (one non-Microsoft source)":
		return "id from one source that is not Microsoft's, joined to the product by the GVLK that Microsoft publishes"
	case "verified (single source; rarely seen)":
		return "id from a single source, rarely seen"
	}
	return basis
}
