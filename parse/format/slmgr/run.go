package slmgr

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"kmstriage/parse/format/textenc"
)

// run is a Run while it is read.
type run struct {
	Run
	brief     bool // /dli: neither version nor trusted time
	lines     int
	nameLabel string
	nameKnown bool
	last      string // the last line that was read, and where
	lastAt    textenc.Line
	failed    bool // an error code or missing rights
	wordy     bool // an error in words
	lastCode  *uint32
	keyless   bool
	keyNow    bool // the line before was the partial key's: the status comes next
	statusNow bool // the line before was the status
	trusted   bool
	groups    [][]number // integers behind headings, for labels in no table
	totals    int        // lines of the cumulative part
	totalsOn  bool
	intervals int
	cached    bool // the line about caching was there, whatever it said
	please    bool // "Please use slmgr.vbs /ato ..." stands in the client block's place
	directory bool // activated by Active Directory
}

type number struct {
	n  int
	at textenc.Line
}

// officeApplications and Windows: the ids that tell what a licence is for.
var applicationIDs = []string{"55c92734-d682-4d71-983e-d6ec3f16059f", "0ff1ce15-a989-479d-af46-f275c6370663",
	"59a52881-a989-479d-af46-f275c6370663", "0ff1ce16-a989-479d-af46-f275c6370663"}

var (
	wholeGUID = regexp.MustCompile(`(?i)^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$`)
	keyShape  = regexp.MustCompile(`^[BCDFGHJKMPQRTVWXYN2346789]{5}$|^[X*#]{5}$`)
	integers  = regexp.MustCompile(`\d+`)
	ipShape   = regexp.MustCompile(`^\d+\.\d+\.\d+\.\d+$`)
)

func (r *run) touched() bool { return r.lines > 0 || r.ServiceVersion != "" }

func (r *run) set(name string, at textenc.Line) { r.At[name] = at }

// takesReason says that a code on this line is the reason of a state, not an error.
func (r *run) takesReason(label string) bool {
	return r.statusNow || labelField(label) == "reason"
}

// field takes a "label: value" line: by its label where that is known, else by its shape and place.
func (r *run) field(label, value string, at textenc.Line) {
	keyNow, statusNow := r.keyNow, r.statusNow
	r.keyNow, r.statusNow = false, false
	name := labelField(label)
	if r.nameLabel == "" {
		r.nameLabel = label
	}
	switch {
	case name == unknownLabel:
		r.shape(label, value, at, keyNow, statusNow)
	case name == "":
		l := strings.ToLower(label)
		r.directory = r.directory || strings.HasPrefix(l, "ao ") || strings.HasPrefix(l, "activation object")
	default:
		r.known(name, value, at)
	}
}

func (r *run) known(name, value string, at textenc.Line) {
	switch name {
	case "name":
		r.Name, r.nameKnown = value, true
	case "description":
		r.Description = value
	case "activationID":
		r.id(&r.ActivationID, name, value, at)
		return
	case "applicationID":
		r.id(&r.ApplicationID, name, value, at)
		return
	case "partialKey":
		r.key(value, at)
		return
	case "status":
		r.status(value, at)
		return
	case "reason":
		r.reason(value, at)
		return
	case "minutes":
		r.minutes(value, at)
		return
	case "trusted":
		r.trust()
		return
	case "interval":
		r.intervals++
		return
	case "registered":
		r.Registered = hostPort(value)
	case "discovered":
		r.Discovered = hostPort(value)
	case "lookupDomain":
		r.LookupDomain = value
	case "priority":
		r.priority(value)
	default:
		r.hostNumber(name, value, at)
		return
	}
	r.set(name, at)
}

func (r *run) id(to *string, name, value string, at textenc.Line) {
	if m := wholeGUID.FindStringSubmatch(value); m != nil {
		*to = strings.ToLower(m[1])
		r.set(name, at)
	}
}

func (r *run) key(value string, at textenc.Line) {
	r.HasKey, r.PartialKey, r.keyNow = true, value, true
	r.set("partialKey", at)
}

func (r *run) status(value string, at textenc.Line) {
	r.StatusWord, r.Status, r.statusNow = value, statusOf(value), true
	r.set("status", at)
}

func (r *run) reason(value string, at textenc.Line) {
	m := errorCode.FindStringSubmatch(value)
	if m == nil {
		return
	}
	if v, err := strconv.ParseUint(m[1], 16, 32); err == nil {
		c := uint32(v)
		r.Reason = &c
		r.set("reason", at)
		if r.Status == "" {
			r.Status = Notifications
		}
	}
}

// minutes reads "M minute(s) (D day(s))" in any language: two integers of which one is the other in days. Windows 7
// rounds the days down, later ones up.
func (r *run) minutes(value string, at textenc.Line) bool {
	m := integers.FindAllString(value, 3)
	if len(m) != 2 {
		return false
	}
	min, err1 := strconv.Atoi(m[0])
	days, err2 := strconv.Atoi(m[1])
	if err1 != nil || err2 != nil || min > 1<<31-1 || days < min/1440 || days > (min+1439)/1440 {
		return false
	}
	r.GraceMinutes = &min
	r.set("graceMinutes", at)
	return true
}

// trust notes the trusted time, which ends the part that every licence has: headings before it were other remarks.
func (r *run) trust() { r.trusted, r.groups = true, nil }

func (r *run) priority(value string) {
	if r.Priority = priorities[strings.ToLower(value)]; r.Priority == "" {
		r.Priority = value
	}
}

func (r *run) hostNumber(name, value string, at textenc.Line) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		return
	}
	switch name {
	case "count":
		r.Count = &n
	case "port":
		r.Port = port(n)
	case "total":
		r.Total = &n
		r.totals++
	case "failed":
		r.Failed = &n
		r.totals++
	default:
		r.totals++
		return
	}
	r.HostEnabled = true
	r.set(name, at)
}

// shape takes a line with a label in no table.
func (r *run) shape(label, value string, at textenc.Line, keyNow, statusNow bool) {
	if m := wholeGUID.FindStringSubmatch(value); m != nil {
		r.guid(label, strings.ToLower(m[1]), at)
		return
	}
	hp := hostPort(value)
	n, err := strconv.Atoi(value)
	switch {
	case r.Name == "" && r.lines == 1:
		r.Name = value
		r.set("name", at)
	case channel.MatchString(value) && r.Description == "":
		r.Description = value
		r.set("description", at)
	case keyShape.MatchString(value) && !r.HasKey && (r.ActivationID != "" || r.Description != ""):
		r.key(value, at)
	case keyNow:
		r.status(value, at)
	case statusNow && errorCode.MatchString(value):
		r.reason(value, at)
	case err == nil && n >= 0:
		if len(r.groups) > 0 {
			g := &r.groups[len(r.groups)-1]
			*g = append(*g, number{n, at})
		}
	case r.StatusWord != "" && r.GraceMinutes == nil && r.minutes(value, at):
	case moment(value) && (r.StatusWord != "" || r.ActivationID != ""):
		r.trust()
	case hp != nil && hp.Port != 0 && strings.Contains(label, "DNS"):
		r.Discovered = hp
		r.set("discovered", at)
	case hp != nil && hp.Port != 0:
		r.Registered = hp
		r.set("registered", at)
	case strings.Contains(label, "SRV") && !strings.Contains(value, " ") && strings.Contains(value, "."):
		r.LookupDomain = value
		r.set("lookupDomain", at)
	case strings.Contains(label, "AO"):
		r.directory = true
	case strings.Contains(label, "KMS") && r.listening() && r.Priority == "":
		r.priority(value)
		r.set("priority", at)
	case r.CMID != "" && !ipShape.MatchString(value) && len(integers.FindAllString(value, 2)) == 1:
		r.intervals++
	}
}

// guid tells the ids of a run by label where it holds CMID, by value where it is an application's, else by order.
func (r *run) guid(label, id string, at textenc.Line) {
	name, to := "activationID", &r.ActivationID
	known := false
	for _, a := range applicationIDs {
		known = known || a == id
	}
	switch {
	case strings.Contains(label, "AO"):
		r.directory = true
		return
	case strings.Contains(label, "CMID"):
		name, to = "cmid", &r.CMID
	case known || r.ActivationID != "" && r.ApplicationID == "":
		name, to = "applicationID", &r.ApplicationID
	case r.ActivationID != "":
		name, to = "cmid", &r.CMID
	}
	if *to == "" {
		*to = id
		r.set(name, at)
	}
}

// listening says that count and port were read behind the last heading.
func (r *run) listening() bool {
	return r.HostEnabled || len(r.groups) > 0 && len(r.groups[len(r.groups)-1]) >= 2
}

// heading takes a line without a value.
func (r *run) heading(text string, at textenc.Line) {
	r.keyNow, r.statusNow = false, false
	switch t := strings.ToLower(strings.TrimRight(text, ".:： ")); {
	case t == hostHeading:
		r.HostEnabled = true
		r.set("hostEnabled", at)
	case t == totalsHeading:
		r.totalsOn = true
	case t == clientHeading, t == "most recent activation information":
	case t == "this license is not in use":
		r.keyless = true
	case strings.Contains(t, "/ato"):
		r.please = true
	case strings.Contains(text, "DNS") && r.listening() && r.DNSPublishing == nil:
		if r.DNSPublishing = switched(text); r.DNSPublishing != nil {
			r.set("dnsPublishing", at)
		}
	case strings.Contains(text, "KMS") && (r.CMID != "" || r.intervals > 0) && !strings.ContainsFunc(text, unicode.IsDigit):
		r.cached = true
		if r.Caching = switched(text); r.Caching != nil {
			r.set("caching", at)
		}
	case strings.HasPrefix(t, "ad activation client"):
		r.directory = true
	default:
		r.groups = append(r.groups, nil)
	}
}

// moment says that a value is a date and a time of day, however a country writes them.
func moment(value string) bool {
	n := 0
	in := false
	for _, c := range value {
		if d := unicode.IsDigit(c); d != in {
			if in = d; d {
				n++
			}
		}
	}
	return n >= 5 && n <= 7 && !strings.Contains(value, "://") && strings.ContainsAny(value, " :\u00a0")
}

// hostPort reads a name or address with its port behind the last colon. It is nil for what cannot be one.
func hostPort(value string) *HostPort {
	if value == "" || strings.ContainsAny(value, " \t/\\()") {
		return nil
	}
	if ip, err := netip.ParseAddr(strings.Trim(value, "[]")); err == nil && ip.Is6() {
		return &HostPort{Host: value}
	}
	at := strings.LastIndexByte(value, ':')
	if at < 0 {
		return &HostPort{Host: value}
	}
	host := value[:at]
	n, err := strconv.Atoi(value[at+1:])
	_, notIP := netip.ParseAddr(strings.Trim(host, "[]"))
	if err != nil || host == "" || notIP != nil && (strings.Contains(host, ":") || !strings.ContainsFunc(host, unicode.IsLetter)) {
		return nil
	}
	return &HostPort{Host: host, Port: port(n)}
}

func port(n int) int {
	if n < 1 || n > 1<<16-1 {
		return 0
	}
	return n
}
