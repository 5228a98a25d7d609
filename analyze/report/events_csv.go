package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"kmstriage/analyze/derive"
)

// EventColumns are the names of the columns of WriteEventsCSV. They never change their meaning; new ones come at the end.
var EventColumns = []string{"no", "time", "timeQuality", "id", "provider", "what", "application", "computer", "host", "port", "code", "flags", "client", "cmid",
	"activationId", "count", "required", "activated", "pairedWith", "pairing", "bundle", "source"}

// WriteEventsCSV prints the timeline, oldest first, in UTF-8 after RFC 4180 with a line of names. Rows are numbered from 1;
// pairedWith is the number of the partner. What is unknown is empty.
func WriteEventsCSV(w io.Writer, es []derive.TimelineEvent) error {
	c := csv.NewWriter(w)
	if err := c.Write(EventColumns); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	for i := range es {
		cells := eventCells(i, &es[i])
		row := make([]string, len(EventColumns))
		for k, name := range EventColumns {
			row[k] = csvCell(cells[name])
		}
		if err := c.Write(row); err != nil {
			return fmt.Errorf("write csv: %w", err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

func eventCells(i int, e *derive.TimelineEvent) map[string]string {
	cells := map[string]string{"no": strconv.Itoa(i + 1), "timeQuality": e.TimeQuality, "id": strconv.Itoa(e.ID), "provider": e.Provider, "what": e.What,
		"application": e.Application, "computer": e.Computer, "host": e.Host, "client": e.Client, "cmid": e.CMID, "activationId": e.ActivationID,
		"pairing": e.Pairing, "bundle": e.Bundle, "source": e.Source.String()}
	if e.Time != nil {
		cells["time"] = e.Time.UTC().Format(time.RFC3339)
	}
	if e.Port != 0 {
		cells["port"] = strconv.Itoa(e.Port)
	}
	if e.Code != nil {
		cells["code"] = e.Code.String()
	}
	if e.Flags != nil {
		cells["flags"] = e.Flags.String()
	}
	if e.Count != nil {
		cells["count"] = strconv.Itoa(*e.Count)
	}
	if e.Required != 0 {
		cells["required"] = strconv.Itoa(e.Required)
	}
	if e.Activated != nil {
		cells["activated"] = strconv.FormatBool(*e.Activated)
	}
	if e.PairedWith != nil {
		cells["pairedWith"] = strconv.Itoa(*e.PairedWith + 1)
	}
	return cells
}
