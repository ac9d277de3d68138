// Package static holds the stylesheet, the script and the drawings, embedded in the
// program. Each file is served under an address that carries a fingerprint of its
// content, so a browser may keep it for ever; it is compressed once, at start.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

//go:embed css js icons.svg mark.svg
var files embed.FS

// Prefix is where the files are served.
const Prefix = "/static/"

// Assets serves the static files.
type Assets struct {
	addresses map[string]string // "css/app.css" → "/static/css/app.<fingerprint>.css"
	files     map[string]file   // by address
}

type file struct {
	mime         string
	plain, small []byte // small is nil when compression gains nothing
}

// New is the embedded files, read, fingerprinted and compressed once: they do not change while the
// program runs. It panics when one cannot be read, which would be a fault of the build.
func New() *Assets { return assets() }

var assets = sync.OnceValue(func() *Assets {
	a := &Assets{addresses: map[string]string{}, files: map[string]file{}}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		if path.Ext(name) == ".js" {
			content = remarks.ReplaceAll(content, nil)
		}
		a.add(name, content)
		return nil
	})
	if err != nil {
		panic("static: " + err.Error())
	}
	return a
})

// remarks are what only the readers of a script need: indentation, empty lines and lines that
// hold nothing but a comment. Scripts have no text of several lines in which these would count.
var remarks = regexp.MustCompile(`(?m)^\s*(//.*\n\s*)*`)

func (a *Assets) add(name string, content []byte) {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	address := Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
	a.addresses[name] = address
	a.files[address] = file{mime: mediaType(ext), plain: content, small: compress(content)}
}

// mediaType does not depend on what the machine has registered.
func mediaType(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return "application/octet-stream"
}

func compress(content []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is a valid constant
	if _, err := w.Write(content); err != nil || w.Close() != nil || b.Len() >= len(content) {
		return nil
	}
	return b.Bytes()
}

// URL is the address of a file, named as in this folder: "css/app.css". It panics for
// a name that does not exist, since only the program's own pages ask.
func (a *Assets) URL(name string) string {
	address, ok := a.addresses[name]
	if !ok {
		panic("static: no file " + strconv.Quote(name))
	}
	return address
}

// ServeHTTP serves a file by its full address and answers 404 to anything else, an
// address with an old fingerprint included.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	body := f.plain
	h := w.Header()
	h.Set("Content-Type", f.mime)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if f.small != nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = f.small
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a reader who left is nobody's fault
	}
}

func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			return strings.Trim(strings.ReplaceAll(params, " ", ""), "0.") != "q="
		}
	}
	return false
}
