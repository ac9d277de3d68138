package forms

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"coulisse/models"
	"coulisse/models/text"
)

const (
	maxDepth  = 8  // of what a program sends
	maxFaults = 50 // that one answer tells of
)

// Object reads the fields of a JSON object that a program sent, as Values reads those of a form.
// Faults name the place by JSON pointer (RFC 6901).
type Object struct {
	at     string // pointer to the object; "" for the whole body
	sent   map[string]any
	asked  map[string]bool // fields that the form knows
	faults *Errors
}

// ReadJSON begins to read a body, strictly: one object, in whole UTF-8, no name twice, nothing
// after it. Malformed for any other body.
func ReadJSON(body []byte) (*Object, error) {
	var whole json.RawMessage
	var syntax *json.SyntaxError
	err := json.Unmarshal(body, &whole)
	switch {
	case !utf8.Valid(body):
		return nil, malformed("", "api.not_utf8")
	case errors.As(err, &syntax):
		return nil, malformed("", "api.not_json", "offset", int(syntax.Offset))
	case err != nil:
		return nil, malformed("", "api.not_json", "offset", 0)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	sent, err := readValue(d, "", 0)
	if err != nil {
		return nil, err
	}
	fields, ok := sent.(map[string]any)
	if !ok {
		return nil, malformed("", "api.no_object")
	}
	return &Object{sent: fields, asked: map[string]bool{}, faults: &Errors{}}, nil
}

func malformed(at, key string, args ...any) error {
	return &models.Error{Code: models.Malformed, Field: at, Key: key, Args: args}
}

// readValue reads the next value of a body that is JSON. encoding/json alone would let a name
// stand twice, and believe the last.
func readValue(d *json.Decoder, at string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, malformed("", "api.too_deep", "max", maxDepth)
	}
	token, err := d.Token()
	if err != nil {
		return nil, malformed("", "api.not_json", "offset", int(d.InputOffset()))
	}
	switch token {
	case json.Delim('{'):
		return readFields(d, at, depth)
	case json.Delim('['):
		list := []any{}
		for d.More() {
			v, err := readValue(d, at+"/"+strconv.Itoa(len(list)), depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := d.Token()
		return list, err
	}
	return token, nil
}

func readFields(d *json.Decoder, at string, depth int) (any, error) {
	fields := map[string]any{}
	for d.More() {
		token, err := d.Token()
		name, _ := token.(string)
		if err != nil {
			return nil, err
		}
		if _, twice := fields[name]; twice {
			return nil, malformed(pointer(at, name), "form.twice")
		}
		if fields[name], err = readValue(d, pointer(at, name), depth+1); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return fields, err
}

// pointer is that to a field of the object at another. A name that nobody would give a field is
// left away.
func pointer(at, name string) string {
	if len(name) > maxID {
		return at
	}
	return at + "/" + inPointer.Replace(name)
}

// inPointer is made once: to make one takes far longer than to use it, and a body may have 100,000 names.
var inPointer = strings.NewReplacer("~", "~0", "/", "~1")

func (o *Object) fault(at, key string, args ...any) {
	if len(*o.faults) < maxFaults {
		o.faults.Add(at, key, args...)
	}
}

// value is a field that the form knows; nil for one that was not sent, or sent as null.
func (o *Object) value(name string) any {
	o.asked[name] = true
	return o.sent[name]
}

// Line is a text, with the rules of Values.Line; "" for one that was not sent.
func (o *Object) Line(name string, max int) string {
	at := pointer(o.at, name)
	sent, ok := o.value(name).(string)
	if !ok {
		if o.Has(name) {
			o.fault(at, "api.no_text")
		}
		return ""
	}
	if strings.ContainsRune(sent, utf8.RuneError) { // half of a pair that an escape began
		o.fault(at, "form.not_text")
	}
	v := Read(url.Values{at: {sent}})
	line := v.Line(at, max)
	for _, e := range v.faults {
		o.fault(e.Field, e.Key, e.Args...)
	}
	return line
}

// Phone is a text that holds a telephone number.
func (o *Object) Phone(name string) string { return text.Phone(o.Line(name, maxPhone)) }

// Choice is a text that is one of those offered, or nothing.
func (o *Object) Choice(name string, offered ...string) string {
	s := o.Line(name, maxID)
	if s != "" && !slices.Contains(offered, s) {
		o.fault(pointer(o.at, name), "form.not_a_choice")
	}
	return s
}

// Count is a whole number; 0 for one that was not sent.
func (o *Object) Count(name string) int {
	number, ok := o.value(name).(json.Number)
	n, err := strconv.Atoi(number.String())
	if o.Has(name) && (!ok || err != nil) {
		o.fault(pointer(o.at, name), "form.number")
	}
	return n
}

// Has tells whether a field was sent, with more than null in it.
func (o *Object) Has(name string) bool { return o.sent[name] != nil }

// Object is an object below this one; an empty one when it was not sent.
func (o *Object) Object(name string) *Object {
	return o.below(pointer(o.at, name), o.value(name))
}

func (o *Object) below(at string, sent any) *Object {
	fields, ok := sent.(map[string]any)
	if !ok && sent != nil {
		o.fault(at, "api.no_object")
	}
	return &Object{at: at, sent: fields, asked: map[string]bool{}, faults: o.faults}
}

// Objects is a list of at most max objects; none when it was not sent.
func (o *Object) Objects(name string, max int) (list []*Object) {
	at := pointer(o.at, name)
	sent, ok := o.value(name).([]any)
	switch {
	case !ok && o.Has(name):
		o.fault(at, "api.no_list")
	case len(sent) > max:
		o.fault(at, "api.too_many", "max", max)
		return nil
	}
	for i, v := range sent {
		at := at + "/" + strconv.Itoa(i)
		if v == nil {
			o.fault(at, "api.no_object")
		}
		list = append(list, o.below(at, v))
	}
	return list
}

// Rest refuses every field that the form has not asked for: what is not understood is not
// silently left out.
func (o *Object) Rest() {
	for _, name := range slices.Sorted(maps.Keys(o.sent)) {
		if !o.asked[name] {
			o.fault(pointer(o.at, name), "api.unknown_field")
		}
	}
}
