package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// pseudoTerminal gives both ends of a terminal of 80 columns: what is written to the second is read from the first.
func pseudoTerminal(t *testing.T) (master, slave *os.File) {
	t.Helper()
	control := func(f *os.File, request uintptr, arg unsafe.Pointer) {
		if _, _, err := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), request, uintptr(arg)); err != 0 {
			t.Skipf("no terminal to be had: %v", err)
		}
	}
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminal to be had: %v", err)
	}
	t.Cleanup(func() { master.Close() })
	var unlock, number int32
	control(master, syscall.TIOCSPTLCK, unsafe.Pointer(&unlock))
	control(master, syscall.TIOCGPTN, unsafe.Pointer(&number))
	slave, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminal to be had: %v", err)
	}
	size := [4]uint16{24, 80}
	control(slave, syscall.TIOCSWINSZ, unsafe.Pointer(&size))
	return master, slave
}

var steering = regexp.MustCompile("\x1b\\[[0-9;?]*([A-Za-z])")

// screen is what a person sees of the lines that were written: it knows the line feed, the return, erasing and the cursor up.
func screen(written string) []string {
	lines, at, column := []string{""}, 0, 0
	for len(written) > 0 {
		if m := steering.FindStringSubmatchIndex(written); m != nil && m[0] == 0 {
			switch written[m[2]] {
			case 'A':
				at = max(at-1, 0)
			case 'J':
				lines = lines[:at+1]
				lines[at] = string([]rune(lines[at])[:min(column, len([]rune(lines[at])))])
			case 'K':
				lines[at] = string([]rune(lines[at])[:min(column, len([]rune(lines[at])))])
			}
			written = written[m[1]:]
			continue
		}
		r := []rune(written)[0]
		written = written[len(string(r)):]
		switch r {
		case '\n':
			if at++; at == len(lines) {
				lines = append(lines, "")
			}
		case '\r':
			column = 0
		default:
			l := []rune(lines[at])
			for len(l) <= column {
				l = append(l, ' ')
			}
			l[column] = r
			column++
			lines[at] = string(l)
		}
	}
	return lines
}

// TestBarOnTerminal holds that a terminal shows count, size, rate and time to go while a run waits, one line of at most 80
// columns, and that nothing of it is left at the end.
func TestBarOnTerminal(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "CL01_NSLookup.log")
	if err := os.WriteFile(log, []byte("Server:  dc1.contoso.com\nAddress:  192.0.2.1\n\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(dir, "CL02.zip")
	if err := os.WriteFile(broken, []byte("PK\x03\x04 and no more"), 0o644); err != nil {
		t.Fatal(err)
	}
	master, slave := pseudoTerminal(t)
	cmd := program(t, log, broken, "-", "-j2")
	cmd.Stderr, cmd.Stdout = slave, io.Discard
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	slave.Close()
	got := make(chan string, 1024)
	go func() {
		defer close(got)
		b := make([]byte, 4096)
		for {
			n, err := master.Read(b)
			got <- string(b[:n])
			if err != nil { // the other end is closed
				return
			}
		}
	}()
	var all bytes.Buffer
	bar := regexp.MustCompile(`2/3 .*\d/\d+ B.* B/s  ETA \S+  unreadable 1|2/3 .*kB/s  ETA \S+  unreadable 1`)
	for timeout := time.After(time.Minute); ; {
		select {
		case s := <-got:
			all.WriteString(s)
		case <-timeout:
			t.Fatalf("no such bar was drawn:\n%s", strings.Join(screen(all.String()), "\n"))
		}
		if seen := screen(all.String()); bar.MatchString(strings.Join(seen, "\n")) {
			for _, l := range seen {
				if n := len([]rune(l)); n > 80 {
					t.Errorf("the bar is %d columns wide: %s", n, l)
				}
			}
			break
		}
	}
	in.Close()
	if st := exitOf(t, cmd.Wait()); st != exitPartial {
		t.Errorf("exit status %d", st)
	}
	for s := range got {
		all.WriteString(s)
	}
	if left := strings.Join(screen(all.String()), "\n"); strings.Contains(left, "2/3") || strings.Contains(left, "ETA") {
		t.Errorf("the bar stays on the screen:\n%s", left)
	}
}
