package sevenzip

import "strings"

// The ids of the methods that are unpacked here, and the names of those that are not.
const (
	methodCopy      = "\x00"
	methodLZMA2     = "\x21"
	methodLZMA      = "\x03\x01\x01"
	methodDeflate   = "\x04\x01\x08"
	methodDeflate64 = "\x04\x01\x09"
	methodBzip2     = "\x04\x02\x02"
	methodAES       = "\x06\xf1\x07\x01"
)

// otherMethods are known from Methods.txt of 7-Zip.
var otherMethods = map[string]string{
	"\x03": "Delta", "\x04": "BCJ", "\x05": "PPC", "\x06": "IA64", "\x07": "ARM", "\x08": "ARMT", "\x09": "SPARC", "\x0a": "ARM64", "\x0b": "RISCV",
	"\x03\x03\x01\x03": "BCJ", "\x03\x03\x01\x1b": "BCJ2", "\x03\x04\x01": "PPMd", "\x04\xf7\x11\x01": "Zstandard", "\x04\xf7\x11\x02": "Brotli", "\x04\xf7\x11\x04": "LZ4",
}

// coder is one step of unpacking: a method and its parameters.
type coder struct {
	id    string
	props []byte
	size  int64 // of what comes out
}

// chain is how a folder is packed, as the directory tells: coders, and which of them feeds which.
type chain struct {
	coders      []coder
	from        map[int]int // number of an input -> number of the output that feeds it
	complicated string      // the coder that has not one input and one output
	ins, outs   int
	packed      int // packed streams
	sizes       []int64
}

// chain reads the coders of one folder.
func (s *scanner) chain() chain {
	c := chain{from: map[int]int{}}
	n := s.count(maxCoders)
	if n == 0 {
		s.bad = true
	}
	for range n {
		flags := s.byte()
		x := coder{id: string(s.take(int(flags & 15)))}
		ins, outs := 1, 1
		if flags&0x10 != 0 {
			ins, outs = s.small(), s.small()
			if ins != 1 || outs != 1 {
				c.complicated = x.id
			}
		}
		if flags&0x20 != 0 {
			x.props = s.take(s.count(len(s.b)))
		}
		if flags&0x80 != 0 {
			s.bad = true
		}
		c.ins, c.outs = c.ins+ins, c.outs+outs
		c.coders = append(c.coders, x)
	}
	for range c.outs - 1 {
		in, out := s.small(), s.small()
		if _, twice := c.from[in]; twice || in >= c.ins || out >= c.outs {
			s.bad = true
		}
		c.from[in] = out
	}
	if c.packed = c.ins - (c.outs - 1); c.packed < 1 {
		s.bad = true
	}
	if c.packed > 1 {
		for range c.packed {
			s.small()
		}
	}
	return c
}

// small is a number of inputs or outputs.
func (s *scanner) small() int {
	n := s.number()
	if n > 4*maxCoders {
		s.bad = true
		return 0
	}
	return int(n)
}

// settle orders the coders: the one that reads the packed bytes first, the one that nothing reads last.
func (c chain) settle(f *Folder) {
	for _, x := range c.coders {
		f.Encrypted = f.Encrypted || x.id == methodAES
	}
	if c.complicated != "" || c.packed != 1 || len(c.sizes) != len(c.coders) {
		f.Size = c.mainSize()
		f.coders = []coder{{id: c.complicated}} // which is refused by its name
		return
	}
	read := map[int]bool{}
	for _, out := range c.from {
		read[out] = true
	}
	for i := range c.coders {
		if !read[i] {
			f.Size = c.sizes[i]
			c.follow(f, i)
		}
	}
	if len(f.coders) != len(c.coders) {
		f.damage = "its methods feed each other in a circle"
	}
}

// follow puts a coder behind those that feed it.
func (c chain) follow(f *Folder, i int) {
	var back []coder
	for range c.coders {
		x := c.coders[i]
		x.size = c.sizes[i]
		back = append(back, x)
		out, fed := c.from[i]
		if !fed {
			break
		}
		i = out
	}
	for k := len(back) - 1; k >= 0; k-- {
		f.coders = append(f.coders, back[k])
	}
}

// mainSize is that of the output that no coder reads.
func (c chain) mainSize() int64 {
	read := map[int]bool{}
	for _, out := range c.from {
		read[out] = true
	}
	for i, n := range c.sizes {
		if !read[i] {
			return n
		}
	}
	return 0
}

// methodName is for a message.
func methodName(id string) string {
	if n := otherMethods[id]; n != "" {
		return n
	}
	var hex strings.Builder
	for i := range len(id) {
		const digits = "0123456789ABCDEF"
		hex.WriteByte(digits[id[i]>>4])
		hex.WriteByte(digits[id[i]&15])
	}
	return "unknown method " + hex.String()
}
