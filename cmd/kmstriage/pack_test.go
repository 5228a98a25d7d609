package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/hex"
	"os"
	"path/filepath"
	"sort"

	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"
)

// packTar makes "tar OUT FOLDER" of all files below a folder.
func packTar(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	root := ts.MkAbs(args[1])
	for _, p := range filesBelow(ts, root) {
		name, err := filepath.Rel(root, p)
		ts.Check(err)
		data, err := os.ReadFile(p)
		ts.Check(err)
		ts.Check(w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: filepath.ToSlash(name), Mode: 0o600, Size: int64(len(data))}))
		_, err = w.Write(data)
		ts.Check(err)
	}
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o600))
}

// packCab makes "cab OUT FOLDER METHOD": a cabinet of one folder whose bytes are stored, whatever the method says.
func packCab(ts *testscript.TestScript, _ bool, args []string) {
	le := binary.LittleEndian
	var list, all []byte
	paths := filesBelow(ts, ts.MkAbs(args[1]))
	for _, p := range paths {
		data, err := os.ReadFile(p)
		ts.Check(err)
		list = le.AppendUint32(list, uint32(len(data)))
		list = le.AppendUint32(list, uint32(len(all)))
		list = append(list, make([]byte, 8)...) // folder, date, time, attributes
		list = append(list, filepath.Base(p)+"\x00"...)
		all = append(all, data...)
	}
	const head, folder, block = 36, 8, 8
	out := append([]byte("MSCF"), make([]byte, head+folder-4)...)
	le.PutUint32(out[8:], uint32(head+folder+len(list)+block+len(all)))
	le.PutUint32(out[16:], head+folder)
	out[24], out[25], out[26], out[28] = 3, 1, 1, byte(len(paths))
	le.PutUint32(out[head:], uint32(head+folder+len(list)))
	out[head+4], out[head+6] = 1, byte(number(ts, args[2]))
	out = append(out, list...)
	out = append(out, 0, 0, 0, 0) // no checksum
	out = le.AppendUint16(out, uint16(len(all)))
	out = le.AppendUint16(out, uint16(len(all)))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), append(out, all...), 0o600))
}

func filesBelow(ts *testscript.TestScript, root string) []string {
	var files []string
	ts.Check(filepath.WalkDir(root, func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, p)
		}
		return err
	}))
	sort.Strings(files)
	return files
}

// packStream makes "gz OUT IN" and "zst OUT IN" of one file.
func packStream(form string) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		data, err := os.ReadFile(ts.MkAbs(args[1]))
		ts.Check(err)
		var b bytes.Buffer
		if form == "gz" {
			w := gzip.NewWriter(&b)
			_, err = w.Write(data)
			ts.Check(err)
			ts.Check(w.Close())
		} else {
			w, err := zstd.NewWriter(&b)
			ts.Check(err)
			_, err = w.Write(data)
			ts.Check(err)
			ts.Check(w.Close())
		}
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o600))
	}
}

// cut is "cut OUT IN BYTES": the beginning of a file, without its last bytes.
func cut(ts *testscript.TestScript, _ bool, args []string) {
	data, err := os.ReadFile(ts.MkAbs(args[1]))
	ts.Check(err)
	n := number(ts, args[2])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data[:len(data)-n], 0o600))
}

// unhex is "unhex OUT HEX": a file of these bytes.
func unhex(ts *testscript.TestScript, _ bool, args []string) {
	data, err := hex.DecodeString(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o600))
}
