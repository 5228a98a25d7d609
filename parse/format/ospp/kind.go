package ospp

// Kind says what a block is about.
type Kind int

// The kinds of block.
const (
	Other       Kind = iota // bare errors, sentences, frames of searches
	Licence                 // of /dstatus and /dstatusall
	Activation              // of /act: a licence and what became of it
	Request                 // a 12288 of /dhistorykms
	Failure                 // a 8200 of /dhistoryacterr
	Machine                 // the CMID
	TokenIL                 // a licence of /dtokils
	Certificate             // of /dtokcerts
)

// Kind tells by the labels what the block is. In /act the outcome stands behind the key and there is no status; in
// /dstatus the code stands behind the status.
func (r Run) Kind(b Block) Kind {
	switch {
	case b.Has(Attempt, Success):
		return Activation
	case b.Has(ErrorHost):
		return Request
	case b.Has(Message):
		return Failure
	case b.Has(Written):
		if r.Command == "dhistoryacterr" || r.has(SearchInternet) && !r.has(SearchKMS) {
			return Failure
		}
		return Request
	case b.Has(SKU, Name, Description, Status):
		if !b.Has(Status) && (b.Has(ErrorCode, ErrorText) || r.Command == "act") {
			return Activation
		}
		return Licence
	case b.Has(CMID):
		return Machine
	case b.Has(Thumbprint) || b.Has(CertSubject) && b.Has(CertIssuer):
		return Certificate
	case b.Has(ILID, ILVID):
		return TokenIL
	case b.Has(LastFive, Grace, DNSHost, Override, Caching): // an excerpt without the beginning of its block
		return Licence
	}
	return Other
}

func (r Run) has(k Key) bool {
	for _, b := range r.Blocks {
		if b.Has(k) {
			return true
		}
	}
	return false
}
