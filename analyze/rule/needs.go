package rule

import "kmstriage/parse/fact"

// The least that rules need, as alternatives.
var (
	needLicences = [][]fact.Topic{{fact.TopicLicences}}
	needDNS      = [][]fact.Topic{{fact.TopicDNS}}
	needEvents   = [][]fact.Topic{{fact.TopicRequests}}
	needCompare  = [][]fact.Topic{{fact.TopicRequests}, {fact.TopicDNS}}
	needOffice   = [][]fact.Topic{{fact.TopicOffice, fact.TopicLicences}}
)

// The codes that rules name.
const (
	noCountEnough    fact.Code = 0xC004F038
	notAnswered      fact.Code = 0xC004F039
	hostNotActivated fact.Code = 0xC004F041
	cannotServe      fact.Code = 0xC004F042
	noHostContacted  fact.Code = 0xC004F074
	noProductKey     fact.Code = 0xC004F014
	keyBlocked       fact.Code = 0xC004C003
	useRights        fact.Code = 0x4004F040
	clockSkew        fact.Code = 0xC004F06C
	nameError        fact.Code = 0x8007232B
	noRecords        fact.Code = 0x8007251D
	invalidData      fact.Code = 0x8007000D
	accessDenied     fact.Code = 0x80070005
	regMissing       fact.Code = 0x80070001
	timeout          fact.Code = 0x800705B4
	noDNSServer      fact.Code = 0x8007267C
	serverFailure    fact.Code = 0x8007232A
	queryRefused     fact.Code = 0x8007232D
	invalidName      fact.Code = 0x8007007B
	serviceDisabled  fact.Code = 0x80070422
	serviceStopped   fact.Code = 0x80070426
)
