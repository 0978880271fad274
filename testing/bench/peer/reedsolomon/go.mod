module souk/bench/peer/reedsolomon

go 1.24

// 1.14.2 is two and a half times slower for more than ten parity shards: the peer is the faster one.
require github.com/klauspost/reedsolomon v1.12.5

require (
	github.com/klauspost/cpuid/v2 v2.3.0 // indirect
	golang.org/x/sys v0.30.0 // indirect
)
