package i18n

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"go.yaml.in/yaml/v4"
)

//go:embed locales
var embedded embed.FS

// catalogue holds the messages of one language under their dotted keys.
type catalogue map[string]message

// loadAll reads every language. A fault in an embedded catalogue is a fault of the
// build, so the program does not start with one.
func loadAll() []*Locale {
	all := make([]*Locale, len(languages))
	for i, lang := range languages {
		c, err := readCatalogue(embedded, lang)
		if err != nil {
			panic("i18n: " + err.Error())
		}
		all[i] = &Locale{language: lang, messages: c}
	}
	return all
}

// readCatalogue reads all the files of a language; a key may stand in one file only.
// All faults are reported at once.
func readCatalogue(files fs.FS, lang language) (catalogue, error) {
	names, err := fs.Glob(files, path.Join("locales", lang.tag, "*.yaml"))
	if err != nil {
		return nil, err
	}
	r := reader{lang: lang, messages: catalogue{}, places: map[string]string{}}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		r.read(name, data)
	}
	return r.messages, errors.Join(r.faults...)
}

// reader flattens the nested maps of several files into one catalogue.
type reader struct {
	lang     language
	file     string
	messages catalogue
	places   map[string]string // key → file and line, to name both places of a duplicate
	faults   []error
}

func (r *reader) read(file string, data []byte) {
	r.file = file
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		r.faults = append(r.faults, fmt.Errorf("%s: %w", file, err))
		return
	}
	if len(doc.Content) == 1 {
		r.flatten("", doc.Content[0])
	}
}

func (r *reader) flatten(key string, n *yaml.Node) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			name := n.Content[i].Value
			if key != "" {
				name = key + "." + name
			}
			r.flatten(name, n.Content[i+1])
		}
	case yaml.ScalarNode:
		r.add(key, n)
	default:
		r.fault(n, "%q is neither a text nor a map of texts", key)
	}
}

func (r *reader) add(key string, n *yaml.Node) {
	if at, taken := r.places[key]; taken {
		r.fault(n, "%q stands at %s already", key, at)
		return
	}
	text := n.Value
	if r.lang.typeset != nil {
		text = r.lang.typeset(text)
	}
	m, err := parse(text)
	if err != nil {
		r.fault(n, "%q: %v", key, err)
		return
	}
	r.places[key] = fmt.Sprintf("%s:%d", r.file, n.Line)
	r.messages[key] = m
}

func (r *reader) fault(n *yaml.Node, format string, args ...any) {
	at := fmt.Sprintf("%s:%d: ", r.file, n.Line)
	r.faults = append(r.faults, fmt.Errorf(at+format, args...))
}
