package handlers

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"
)

const forwardedFor = "X-Forwarded-For"

// clientAddress says who calls: the peer, unless it is a trusted proxy; then the last address of
// X-Forwarded-For that is none of them, because each proxy adds the one that it was called from
// (ASVS 4.1.3). The answer is an address alone, without port, brackets or zone. That others send
// the header is noted: as a rule it is a proxy that trusted_proxies does not name.
func clientAddress(trusted []netip.Prefix, log *slog.Logger) echo.IPExtractor {
	strangers := &forwarders{log: log, seen: map[netip.Addr]bool{}}
	among := func(a netip.Addr) bool {
		return slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(a) })
	}
	return func(r *http.Request) string {
		peer, ok := parseHop(r.RemoteAddr)
		if !ok { // no address at all, as behind a socket
			host, _, _ := net.SplitHostPort(r.RemoteAddr)
			return host
		}
		hops := r.Header[forwardedFor]
		if !among(peer) {
			if len(hops) > 0 {
				strangers.note(peer)
			}
			return peer.String()
		}
		return lastOutside(peer, hops, among).String()
	}
}

// lastOutside walks from the nearest hop to the farthest, and ends at the first that is no proxy
// of ours. What cannot be read ends the walk too: whatever stands before it is anybody's word.
func lastOutside(peer netip.Addr, lines []string, among func(netip.Addr) bool) netip.Addr {
	nearest := peer
	for _, line := range slices.Backward(lines) {
		for found := true; found; {
			var hop string
			cut := strings.LastIndexByte(line, ',')
			found = cut >= 0
			line, hop = line[:max(cut, 0)], line[cut+1:]
			a, ok := parseHop(hop)
			if !ok {
				return nearest
			}
			if nearest = a; !among(a) {
				return a
			}
		}
	}
	return nearest
}

// parseHop reads an address as proxies write it: bare, with a port, in brackets, with a zone.
func parseHop(text string) (netip.Addr, bool) {
	text = strings.Trim(text, " \t\"")
	if at, err := netip.ParseAddrPort(text); err == nil {
		return at.Addr().Unmap().WithZone(""), true
	}
	if inner, opened := strings.CutPrefix(text, "["); opened {
		text = strings.TrimSuffix(inner, "]")
	}
	a, err := netip.ParseAddr(text)
	return a.Unmap().WithZone(""), err == nil
}

// mostForwarders bounds how many peers are remembered, and noted.
const mostForwarders = 16

// forwarders are the peers that sent X-Forwarded-For and are not trusted.
type forwarders struct {
	log  *slog.Logger
	mu   sync.Mutex
	seen map[netip.Addr]bool
}

// note writes a line for each of them, once.
func (f *forwarders) note(peer netip.Addr) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen[peer] || len(f.seen) == mostForwarders {
		return
	}
	f.seen[peer] = true
	f.log.Warn("X-Forwarded-For was sent by a peer that trusted_proxies does not name, and is not believed; "+
		"if the peer is your proxy, name it there, or everybody behind it counts as one network", "peer", peer.String())
}
