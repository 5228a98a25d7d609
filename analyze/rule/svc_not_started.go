package rule

import (
	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Section 1: licensing service disabled or stopped.

// serviceLine is where a current service code of the family stands; nil if nowhere.
func serviceLine(sc *analyze.Scene) *derive.Sighting {
	for _, s := range sc.Case.Subjects {
		if s.Family != sc.Family {
			continue
		}
		for _, code := range []fact.Code{serviceDisabled, serviceStopped} {
			if x := sc.Case.CodeSeen(s, code); x != nil {
				return x
			}
		}
	}
	return sc.Case.ServiceFault(sc.Family)
}

var ospSteps = []analyze.StepText{
	say("client", "In services.msc open Office Software Protection Platform, set the startup type Automatic (Delayed Start), and start it"),
	run("client", "or by script", "cscript ospp.vbs /osppsvcauto"),
	run("client", "then", "cscript ospp.vbs /osppsvcrestart"),
	act,
}

var sppSteps = []analyze.StepText{
	say("client", `Back up the registry, then set Start = 2 under HKLM\System\CurrentControlSet\Services\sppsvc`),
	run("client", "Set it", `reg add HKLM\SYSTEM\CurrentControlSet\Services\sppsvc /v Start /t REG_DWORD /d 2 /f`),
	run("client", "Restart Windows, or start the service", "net start sppsvc"),
	act,
}

func serviceHit(sc *analyze.Scene, want string) *analyze.Hit {
	if sc.Case.ServiceOf(sc.Family) != want {
		return nil
	}
	x := serviceLine(sc)
	if x == nil {
		return nil
	}
	d := about(sc).because(x.Line, sc.Case.OS.Line)
	d.set("code", x.Code.String()).set("state", map[fact.Code]string{serviceDisabled: "disabled", serviceStopped: "stopped"}[x.Code])
	d.set("state", first(d.values["state"], "stopped")).set("says", x.Code.String())
	if x.From == "service" {
		d.set("says", "a look at the services").doubt(true, "no script or event shows the error")
	}
	if want == "" {
		d.atMost(analyze.Low)
	}
	return d.found()
}

var serviceOSPP = analyze.Rule{
	ID: "svc-not-started.ospp", Section: "svc-not-started", Severity: analyze.Error, Rank: 100, Primary: true, Scope: analyze.PerFamily, WholeFamily: true,
	When:  "The current error is 0x80070422 or 0x80070426, or the service is seen disabled where no licence could be listed, and this Office on this Windows is licensed by the Office Software Protection Platform service.",
	Title: "The Office Software Protection Platform service is {state}",
	Doc:   "{product} is licensed by this service on this Windows, and {says} says that it is {state}. Nothing about KMS can work before it runs.",
	Steps: ospSteps,
	Judge: func(sc *analyze.Scene) *analyze.Hit { return serviceHit(sc, "osppsvc") },
}

var serviceSPP = analyze.Rule{
	ID: "svc-not-started.spp", Section: "svc-not-started", Severity: analyze.Error, Rank: 100, Primary: true, Scope: analyze.PerFamily, WholeFamily: true,
	When:  "The current error is 0x80070422 or 0x80070426, or the service is seen disabled where no licence could be listed, and this Office on this Windows is licensed by the Software Protection service.",
	Title: "The Software Protection service is {state}",
	Doc:   "{product} is licensed by Windows' own service on this Windows, and {says} says that it is {state}. Nothing about KMS can work before it runs.",
	Steps: sppSteps,
	Judge: func(sc *analyze.Scene) *analyze.Hit { return serviceHit(sc, "sppsvc") },
}

var serviceWhich = analyze.Rule{
	ID: "svc-not-started.which", Section: "svc-not-started", Severity: analyze.Error, Rank: 105, Primary: true, Scope: analyze.PerFamily, WholeFamily: true,
	When:  "The current error is 0x80070422 or 0x80070426, and the versions of Office and Windows that decide which service it is are not known.",
	Title: "A licensing service is {state}; which one depends on Office and Windows",
	Doc:   "{code} says that the service is {state}. Office 2010 always uses Office Software Protection Platform; Office 2013 and later use it on Windows 7 and Server 2008 R2, and Software Protection on newer Windows.",
	Steps: join(
		steps(run("client", "Show the Windows version", "ver")),
		steps(ospSteps[0]),
		sppSteps,
	),
	YieldsTo: []string{"svc-not-started.ospp", "svc-not-started.spp"},
	Judge:    func(sc *analyze.Scene) *analyze.Hit { return serviceHit(sc, "") },
}

var serviceNotInstalled = analyze.Rule{
	ID: "svc-not-started.not-installed", Section: "svc-not-started", Severity: analyze.Error, Rank: 98, Primary: true, Scope: analyze.PerFamily, WholeFamily: true,
	When:  "OSPP.VBS or a look at the services says that the Office Software Protection Platform service is not installed, and this Office is not one that Windows' own service licenses.",
	Needs: [][]fact.Topic{{fact.TopicScripts, fact.TopicServices}},
	Title: "The Office Software Protection Platform service is missing",
	Doc:   "{says} says that the service is not installed: Office itself is damaged, not merely a service stopped.",
	Steps: join(steps(say("client", "Repair Office (Programs and Features, Change, Repair)")), ospSteps),
	Judge: func(sc *analyze.Scene) *analyze.Hit {
		service := sc.Case.ServiceOf(sc.Family)
		if service == "sppsvc" {
			return nil
		}
		for _, e := range sc.Case.Set.Scripts {
			if e.What == "service-not-installed" && (e.Family == 0 || e.Family == sc.Family) {
				return about(sc).set("says", "OSPP.VBS").because(e.Line, sc.Case.OS.Line).doubt(service == "", "the Windows version is unknown").found()
			}
		}
		if at, ok := sc.Case.ServiceMissing(sc.Family); ok && service != "" {
			return about(sc).set("says", "A look at the services").because(at, sc.Case.OS.Line).doubt(true, "no script shows the error").found()
		}
		return nil
	},
}
