module kmstriage

go 1.26.8

require (
	github.com/0xrawsec/golang-evtx v1.2.9
	github.com/antchfx/xmlquery v1.5.2
	github.com/google/go-cmp v0.7.0
	github.com/klauspost/compress v1.20.4
	golang.org/x/net v0.62.0
	golang.org/x/text v0.43.0
	golang.org/x/tools v0.52.0
)

require (
	github.com/0xrawsec/golang-utils v1.3.0 // indirect
	github.com/antchfx/xpath v1.3.9 // indirect
	github.com/golang/groupcache v0.0.0-20210331224755-41bb18bfe9da // indirect
)
