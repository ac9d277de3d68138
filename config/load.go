package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"go.yaml.in/yaml/v4"
)

// envPrefix starts the names of the environment variables that override the file.
const envPrefix = "COULISSE_"

// Load reads the settings: the defaults, over them the file, over it the environment
// (COULISSE_MAIL__HOST sets mail.host). An empty file name means that there is none. The
// error is of type Faults and holds everything that is wrong at once.
func Load(file string, environ []string) (*Config, error) {
	c, r := read(file, environ)
	c.check(r)
	if err := r.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// LogFormat is the format of the log, whatever else is wrong with the settings: what is wrong is to
// be told in it.
func LogFormat(file string, environ []string) string {
	c, _ := read(file, environ)
	return c.Log.Format
}

func read(file string, environ []string) (*Config, *report) {
	c := Default()
	l := loader{report: report{places: map[string]place{}}, settings: map[string]setting{}}
	for _, s := range settings(c) {
		l.settings[s.key] = s
		if group, _, nested := strings.Cut(s.key, "."); nested {
			l.settings[group] = setting{}
		}
	}
	if file != "" {
		l.file(file)
	}
	l.environ(environ)
	return c, &l.report
}

// loader carries the values of the file and the environment into the settings. A group
// of settings stands among them with a zero setting.
type loader struct {
	report
	settings map[string]setting
}

func (l *loader) file(name string) {
	data, err := os.ReadFile(name)
	if err != nil {
		var p *os.PathError
		if errors.As(err, &p) {
			err = p.Err
		}
		l.faults = append(l.faults, Fault{Source: name, Text: fmt.Sprintf("cannot be read: %v", err)})
		return
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	err = decoder.Decode(&doc)
	if err == nil {
		l.group(name, "", doc.Content[0])
		if err = decoder.Decode(&second); err == nil {
			l.faults = append(l.faults, Fault{Source: name, Line: second.Line, Text: "a second document begins here; the settings are one document"})
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		l.faults = append(l.faults, syntaxFault(name, err))
	}
}

func syntaxFault(file string, err error) Fault {
	var e *yaml.LoadError
	if errors.As(err, &e) {
		return Fault{Source: file, Line: e.Mark.Line, Text: "not YAML: " + e.Message}
	}
	return Fault{Source: file, Text: "not YAML: " + err.Error()}
}

// group reads a map of settings, or of groups of settings. An empty one sets nothing.
func (l *loader) group(file, prefix string, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		l.places[prefix] = place{file, n.Line}
		l.add(prefix, "is a group of keys, not a value")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		l.pair(file, prefix, n.Content[i], n.Content[i+1])
	}
}

func (l *loader) pair(file, prefix string, name, value *yaml.Node) {
	key := name.Value
	if prefix != "" {
		key = prefix + "." + key
	}
	s, known := l.settings[key]
	if before, twice := l.places[key]; twice {
		l.faults = append(l.faults, Fault{Source: file, Line: name.Line, Key: key, Text: fmt.Sprintf("stands in line %d already", before.line)})
		return
	}
	l.places[key] = place{file, name.Line}
	switch {
	case !known || strings.Contains(name.Value, "."):
		l.add(key, "there is no such key")
	case s.key == "":
		l.group(file, key, value)
	default:
		l.value(s, value)
	}
}

// value reads what stands beside a key; nothing there leaves the default.
func (l *loader) value(s setting, n *yaml.Node) {
	switch {
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null":
	case n.Kind == yaml.ScalarNode:
		l.set(s, []string{n.Value})
	case n.Kind == yaml.SequenceNode && s.many():
		texts := make([]string, len(n.Content))
		for i, item := range n.Content {
			texts[i] = item.Value
		}
		l.set(s, texts)
	default:
		l.add(s.key, "takes one plain value")
	}
}

// environ reads the variables that begin with COULISSE_. A name that means nothing is
// refused: it is a slip of the pen that would otherwise go unnoticed.
func (l *loader) environ(environ []string) {
	for _, pair := range environ {
		name, text, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, envPrefix) {
			continue
		}
		key := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, envPrefix), "__", "."))
		s, known := l.settings[key]
		if !known || s.key == "" || name != Variable(key) {
			l.faults = append(l.faults, Fault{Source: name, Text: "no setting has this name"})
			continue
		}
		l.places[key] = place{source: name}
		texts := []string{text}
		if s.many() {
			texts = strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
		}
		l.set(s, texts)
	}
}

// Variable is the name of the environment variable that sets a key.
func Variable(key string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "__"))
}

func (l *loader) set(s setting, texts []string) {
	if err := s.set(texts); err != nil {
		l.add(s.key, "%s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
}
