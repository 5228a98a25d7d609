// Package ospp turns the text that ospp.vbs prints (Office 2010 to 2024, any command) into runs of labelled blocks with
// line numbers. It mends what consoles and people do to such text: lines wrapped inside words, lost line ends, lost
// separators, prompts and other commands' output between.
//
// The labels are English constants of the script in every language of Windows and Office (ospp.vbs of 2013 and 2016).
package ospp

import "kmstriage/parse/format/textenc"

// Transcript is what one file holds: the runs of ospp.vbs in the order of the text.
type Transcript struct {
	Runs []Run
}

// Run is the output of one command, or a stretch of labelled text without a frame.
type Run struct {
	Command string // as the echoed command line tells: "dstatusall", "act"; "" unknown
	Framed  bool   // "---Processing---" was seen
	Exited  bool   // "---Exiting---" was seen
	Line    int    // 1-based number of the first line
	Last    int    // of the last line that belongs to it
	Blocks  []Block
}

// Block is what stands between two separators, or what a repeated label shows to be one.
type Block struct {
	Fields []Field
	// Closed is set when a separator, the end of the frame or the next block followed: nothing is missing at its end.
	Closed bool
}

// Field is one labelled value. Value is without outer blanks and mended over wrapped lines; Text is label and value as
// they stand; Line is where the label begins.
type Field struct {
	Key   Key
	Value string
	Text  string
	Line  int
}

// Get returns the first field of that key.
func (b Block) Get(k Key) (Field, bool) {
	if i := b.index(k); i >= 0 {
		return b.Fields[i], true
	}
	return Field{}, false
}

// Has reports whether one of the keys stands in the block.
func (b Block) Has(keys ...Key) bool {
	for _, k := range keys {
		if b.index(k) >= 0 {
			return true
		}
	}
	return false
}

func (b Block) index(k Key) int {
	for i, f := range b.Fields {
		if f.Key == k {
			return i
		}
	}
	return -1
}

// Parse reads the lines of a decoded file. It never fails: what it does not know it leaves out.
func Parse(lines []textenc.Line) Transcript {
	var p parser
	for _, l := range unwrap(lines) {
		p.line(l)
	}
	p.endRun()
	return Transcript{Runs: p.runs}
}
