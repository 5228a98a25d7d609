package artifact

import (
	"kmstriage/parse"
	"kmstriage/parse/fact"
)

var eventsApplication = parse.Artifact{
	Kind:     fact.EventsApplication,
	Doc:      "the whole Application log of Windows, exported as evtx, xml, csv or txt",
	Names:    []string{"{Computer}_evt_Application.{evtx,xml,csv,txt}", "{Computer}_evt__Application_Filter.{evtx,xml,csv,txt}"},
	Supply:   `wevtutil epl Application Application.evtx`,
	Expected: true,
	Yields:   []fact.Topic{fact.TopicRequests, fact.TopicFailures, fact.TopicPublishing, fact.TopicNames},
	Match:    matchEventsApplication,
	Read:     readEvents,
}

var namedEventsApplication = named(`evt_application(_filter)?\.|^application\.(evtx|xml|csv|txt)$`)

func matchEventsApplication(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedEventsApplication(p)}
}

var eventsActivation = parse.Artifact{
	Kind:     fact.EventsActivation,
	Doc:      "the events of Microsoft-Windows-Security-SPP from the Application log",
	Names:    []string{"{Computer}_evt_Activation_Application_Filter.{evtx,xml,csv,txt}"},
	Supply:   `wevtutil epl Application Activation.evtx "/q:*[System[Provider[@Name='Microsoft-Windows-Security-SPP']]]"`,
	Expected: true,
	Yields:   []fact.Topic{fact.TopicRequests, fact.TopicFailures, fact.TopicPublishing, fact.TopicNames},
	Match:    matchEventsActivation,
	Read:     readEvents,
}

var namedEventsActivation = named(`evt_activation_application(_filter)?\.`)

func matchEventsActivation(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedEventsActivation(p)}
}

var eventsKMS = parse.Artifact{
	Kind:     fact.EventsKMS,
	Doc:      "the Key Management Service log of a KMS host",
	Names:    []string{"{Computer}_evt_KeyManagementService.{evtx,xml,csv,txt}"},
	Supply:   `wevtutil epl "Key Management Service" KeyManagementService.evtx`,
	Expected: false,
	Yields:   []fact.Topic{fact.TopicHostRequests, fact.TopicPublishing},
	Match:    matchEventsKMS,
	Read:     readEvents,
}

var namedEventsKMS = named(`evt_keymanagementservice\.|^keymanagementservice\.(evtx|xml|csv|txt)$`)

func matchEventsKMS(p parse.Probe) parse.Claim {
	return parse.Claim{Name: namedEventsKMS(p)}
}

func readEvents(f *parse.File) error { return nil }
