// Package catalogue holds the tables of the field: error codes, products and keys, services, commands; nothing but
// data.
package catalogue

type Product struct {
	Kind, ActivationID, Product, Edition string
	Major                                int
	Release, AppID, Folder, LicenceName  string
	GVLK                                 string
}

const (
	Office2010App = "59a52881-a989-479d-af46-f275c6370663"
	OfficeApp     = "0ff1ce15-a989-479d-af46-f275c6370663"
	WindowsApp    = "55c92734-d682-4d71-983e-d6ec3f16059f"
)

func ProductByID(id string) (Product, bool)        { return Product{}, false }
func OfficeSKU(id string) (int, bool)              { return 0, false }
func AppOf(id string) string                       { return "" }
func ServiceCode(c uint32) bool                    { return false }
func Article(c uint32) string                      { return "" }
func Refusal(c uint32) bool                        { return false }
func DNSCode(c uint32) bool                        { return false }
func Transport(c uint32) bool                      { return false }
func RequiredService(family int, nt string) string { return "" }
