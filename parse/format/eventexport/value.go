package eventexport

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxMessage bounds a rendered text that is kept: every payload stands within its first KiB; only the list of 1003 is
// longer.
const maxMessage = 8 << 10

func bounded(s string) string {
	s = strings.TrimSpace(s)
	if len(s) <= maxMessage {
		return s
	}
	n := maxMessage
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return strings.Clone(s[:n])
}

// eventID reads a number of up to 32 bits and takes the severity and qualifiers of an instance id off it.
func eventID(s string) (int, bool) {
	s = strings.TrimSpace(s)
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil || v < -(1<<31) || v > 1<<32-1 {
		return 0, false
	}
	return int(v & 0xFFFF), true
}

// level reads a number or an English word; -1 is unknown. Translated words stay unknown: nothing depends on them.
func level(s string) int {
	s = strings.TrimSpace(s)
	if n, err := strconv.Atoi(s); err == nil && n >= 0 && n <= 5 {
		return n
	}
	switch strings.ToLower(s) {
	case "critical":
		return 1
	case "error":
		return 2
	case "warning":
		return 3
	case "information":
		return 4
	case "verbose":
		return 5
	}
	return -1
}

func recordID(s string) uint64 {
	v, err := strconv.ParseUint(strings.TrimSpace(s), 10, 64)
	if err != nil {
		return 0
	}
	return v
}

// field is a column or a label that is known by name.
type field int

const (
	noField field = iota
	fieldID
	fieldSource
	fieldDate
	fieldClock
	fieldWhen
	fieldComputer
	fieldLog
	fieldLevel
	fieldRecord
	fieldMessage
	fieldData
	fieldOther
)

// names are the English ones of Event Viewer, wevtutil, the support diagnostic and PowerShell's properties; blanks and
// case aside. Translations are found by shape.
var names = map[string]field{
	"eventid": fieldID, "id": fieldID, "eventcode": fieldID, "instanceid": fieldID, "eventidentifier": fieldID,
	"source": fieldSource, "providername": fieldSource, "provider": fieldSource, "sourcename": fieldSource, "eventsource": fieldSource,
	"date": fieldDate, "time": fieldClock,
	"timecreated": fieldWhen, "timegenerated": fieldWhen, "timewritten": fieldWhen, "dateandtime": fieldWhen, "logged": fieldWhen, "datetime": fieldWhen,
	"computer": fieldComputer, "computername": fieldComputer, "machinename": fieldComputer,
	"logname": fieldLog, "log": fieldLog, "logfile": fieldLog, "channel": fieldLog,
	"level": fieldLevel, "type/level": fieldLevel, "entrytype": fieldLevel, "leveldisplayname": fieldLevel, "type": fieldLevel,
	"recordid": fieldRecord, "recordnumber": fieldRecord, "index": fieldRecord, "eventrecordid": fieldRecord,
	"message": fieldMessage, "description": fieldMessage,
	"replacementstrings": fieldData, "insertionstrings": fieldData, "properties": fieldData,
	"taskcategory": fieldOther, "task": fieldOther, "category": fieldOther, "keywords": fieldOther, "keyword": fieldOther, "user": fieldOther,
	"username": fieldOther, "opcode": fieldOther, "version": fieldOther, "qualifiers": fieldOther, "containerlog": fieldOther, "categorynumber": fieldOther,
	"userid": fieldOther, "sid": fieldOther, "processid": fieldOther, "threadid": fieldOther, "site": fieldOther, "container": fieldOther, "data": fieldOther,
}

// maxName is the length of the longest name in names, with room for blanks and quotes.
const maxName = 40

func named(s string) field {
	if len(s) > maxName {
		return noField
	}
	return names[strings.ToLower(nameNoise.Replace(s))]
}

var nameNoise = strings.NewReplacer(" ", "", "\t", "", "\u00a0", "", `"`, "", "'", "")
