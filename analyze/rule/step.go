package rule

import "kmstriage/analyze"

// The steps that many branches share (decision-tree.md 0.3).
var (
	act     = analyze.StepText{Where: "client", Text: "Try activation and note the result", Command: "cscript ospp.vbs /act"}
	history = analyze.StepText{Where: "client", Text: "List the KMS attempts", Command: "cscript ospp.vbs /dhistorykms"}
	remhst  = analyze.StepText{Where: "client", Text: "Remove the stored KMS host and port, so that DNS is used", Command: "cscript ospp.vbs /remhst"}
	lookup  = analyze.StepText{Where: "client", Text: "Ask DNS for published KMS hosts", Command: "nslookup -type=srv _vlmcs._tcp"}
	dlv     = analyze.StepText{Where: "host", Text: "Show the Office {release} host licence: it must say License Status: Licensed", Command: `cscript C:\Windows\System32\slmgr.vbs /dlv {hostid}`, When: "hostid"}
	ato     = analyze.StepText{Where: "host", Text: "If the host files and key are in place, activate the host licence", Command: `cscript C:\Windows\System32\slmgr.vbs /ato {hostid}`, When: "hostid"}

	hostSetup = analyze.StepText{Where: "host", Text: "Otherwise install the Office {release} Volume License Pack, enter the Office KMS host key and activate it"}

	installPack = analyze.StepText{Where: "host", Text: "Install the Office {release} Volume License Pack there, enter the Office KMS host key and activate it"}

	firewall = analyze.StepText{Where: "host", Text: "Allow the inbound rule Key Management Service (TCP-In) in Windows Firewall, and check every other firewall on the way"}
	enterMAK = analyze.StepText{Where: "client", Text: "Enter the MAK of your volume licence agreement, then activate online or by telephone", Command: "cscript ospp.vbs /inpkey:<MAK>"}
	inputKey = analyze.StepText{Where: "client", Text: "Install the generic volume key (GVLK) of {product}", Command: "cscript ospp.vbs /inpkey:{gvlk}", When: "gvlk"}
	findGVLK = analyze.StepText{Where: "client", Text: "Install the generic volume key (GVLK) that Microsoft publishes for this edition", Command: "cscript ospp.vbs /inpkey:<GVLK>", When: "!gvlk"}

	publish = analyze.StepText{Where: "host", Text: "Turn DNS publishing on, then restart the Software Protection service", Command: `cscript C:\Windows\System32\slmgr.vbs /sdns`}
)

// connect is the test of the connection: Windows has Test-NetConnection from 8.1 and Server 2012 R2 on.
var connect = steps(
	analyze.StepText{Where: "client", Text: "Test the connection to the KMS host", Command: "powershell Test-NetConnection {host} -Port {connectport}", When: "host,!telnet"},
	analyze.StepText{Where: "client", Text: "Test the connection to the KMS host (needs the feature Telnet Client)", Command: "telnet {host} {connectport}", When: "host,telnet"},
)

// toMAK removes the KMS client key. Its last characters stand in this computer's own listing, on no other machine.
var toMAK = steps(
	analyze.StepText{Where: "client", Text: "Leave KMS for a MAK: remove the KMS client key", Command: "cscript ospp.vbs /unpkey:{last5}", When: "last5"},
	analyze.StepText{Where: "client", Text: "Leave KMS for a MAK: show the last five characters of the KMS client key", Command: "cscript ospp.vbs /dstatus", When: "!last5"},
	analyze.StepText{Where: "client", Text: "and remove that key", Command: "cscript ospp.vbs /unpkey:<LAST5>", When: "!last5"},
)

// record creates the SRV record, in the zone and for the host that the site file names.
var record = byHand("Or create the record by hand: ")

func byHand(lead string) []analyze.StepText {
	return steps(
		analyze.StepText{Where: "dns", Text: lead + "SRV _vlmcs._tcp, port 1688, target = the KMS host's full name", When: "!sitehost"},
		analyze.StepText{Where: "dns", Text: lead + "SRV _vlmcs._tcp.{sitezone}, port {siteport}, target {sitehost} ({siteline})", When: "sitehost,sitezone"},
		analyze.StepText{Where: "dns", Text: lead + "SRV _vlmcs._tcp, port {siteport}, target {sitehost} ({siteline})", When: "sitehost,!sitezone"},
	)
}

// pinRight pins the host that the site file names, else what DNS publishes; without either the right host is the
// customer's to name.
var pinRight = join(pinSite("Or pin the site's KMS host"), pinPublished, steps(
	analyze.StepText{Where: "client", Text: "Or pin the right KMS host" + setPort, Command: "cscript ospp.vbs /sethst:<KMS host>", When: "!dnshost,!sitehost"},
))

// pinPublished pins what DNS publishes, unless the site file knows better.
var pinPublished = steps(
	analyze.StepText{Where: "client", Text: "Or pin the published host (DNS is then no longer asked)", Command: "cscript ospp.vbs /sethst:{dnshost}", When: "dnshost,!sitehost"},
	analyze.StepText{Where: "client", Text: "and its port", Command: "cscript ospp.vbs /setprt:{dnscustomport}", When: "dnshost,dnscustomport,!sitehost"},
)

// pinSite pins the host that the site file names.
func pinSite(text string) []analyze.StepText {
	return steps(
		analyze.StepText{Where: "client", Text: text + ", {sitehost} ({siteline})", Command: "cscript ospp.vbs /sethst:{sitehost}", When: "sitehost"},
		analyze.StepText{Where: "client", Text: "and its port", Command: "cscript ospp.vbs /setprt:{sitesetport}", When: "sitehost,sitesetport"},
	)
}

// setPort is the note behind a step that pins a host of unknown port.
const setPort = " (/setprt too if its port is not 1688)"

// pin pins a host: the site's, else the one that the placeholder describes.
func pin(text, note, place string) []analyze.StepText {
	return join(pinSite(text), steps(
		analyze.StepText{Where: "client", Text: text + note, Command: "cscript ospp.vbs /sethst:" + place, When: "!sitehost"},
	))
}

// answered ties a step to one outcome of a question.
func answered(question, answer string, steps ...analyze.StepText) []analyze.StepText {
	out := make([]analyze.StepText, len(steps))
	for i, s := range steps {
		s.Question, s.Answer = question, answer
		out[i] = s
	}
	return out
}

// when adds a condition to steps.
func when(cond string, steps ...analyze.StepText) []analyze.StepText {
	out := make([]analyze.StepText, len(steps))
	for i, s := range steps {
		if s.When != "" {
			s.When += ","
		}
		s.When += cond
		out[i] = s
	}
	return out
}

// join concatenates lists of steps.
func join(lists ...[]analyze.StepText) []analyze.StepText {
	var out []analyze.StepText
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

func steps(s ...analyze.StepText) []analyze.StepText { return s }

func say(where, text string) analyze.StepText { return analyze.StepText{Where: where, Text: text} }

func run(where, text, command string) analyze.StepText {
	return analyze.StepText{Where: where, Text: text, Command: command}
}

// see points to the next question while that is open.
func see(question, where, text string) analyze.StepText {
	return analyze.StepText{Where: where, Text: text, Until: question}
}
