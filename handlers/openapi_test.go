package handlers_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"coulisse/handlers"
	"coulisse/testkit"
)

// description is the API as it describes itself.
type description map[string]any

func readDescription(t testing.TB, s *handlers.Server) (d description) {
	t.Helper()
	res := httptest.NewRecorder()
	s.ServeHTTP(res, httptest.NewRequest(http.MethodGet, "/api/v1/openapi.json", nil))
	if err := json.Unmarshal(res.Body.Bytes(), &d); err != nil || res.Code != http.StatusOK {
		t.Fatal(res.Code, err)
	}
	return d
}

// at follows names, and references on the way.
func (d description) at(from any, names ...string) any {
	for _, name := range append(names, "") {
		for m, _ := from.(map[string]any); m["$ref"] != nil; m, _ = from.(map[string]any) {
			from = d.at(map[string]any(d), strings.Split(strings.TrimPrefix(m["$ref"].(string), "#/"), "/")...)
		}
		if name != "" {
			m, _ := from.(map[string]any)
			from = m[name]
		}
	}
	return from
}

// operation is what the description says of a route; nil for nothing.
func (d description) operation(method, pattern string) any {
	path := regexp.MustCompile(`:(\w+)`).ReplaceAllString(pattern, "{$1}")
	return d.at(map[string]any(d), "paths", path, strings.ToLower(method))
}

// check holds an answer against what is described of its status: media type, headers, body.
func (d description) check(t testing.TB, r handlers.Route, res *httptest.ResponseRecorder) {
	t.Helper()
	what := fmt.Sprintf("%s %s: %d", r.Method, r.Path, res.Code)
	described, ok := d.at(d.operation(r.Method, r.Path), "responses", fmt.Sprint(res.Code)).(map[string]any)
	if !ok {
		t.Errorf("%s is not described: %s", what, res.Body)
		return
	}
	kind, _, _ := strings.Cut(res.Header().Get("Content-Type"), ";")
	schema := d.at(described, "content", kind, "schema")
	var body any
	if err := json.Unmarshal(res.Body.Bytes(), &body); err != nil || schema == nil {
		t.Errorf("%s: %q is not described, or no JSON: %v %s", what, kind, err, res.Body)
		return
	}
	d.fits(t, what, schema, body)
	headers, _ := described["headers"].(map[string]any)
	for name, h := range headers {
		if d.at(h, "required") == true && res.Header().Get(name) == "" {
			t.Errorf("%s: no %s", what, name)
		}
	}
}

// fits holds a value against the part of JSON Schema that the description uses.
func (d description) fits(t testing.TB, what string, schema, value any) {
	t.Helper()
	s, _ := d.at(schema).(map[string]any)
	kinds, ok := s["type"].([]any)
	if !ok {
		kinds = []any{s["type"]}
	}
	if kind := kindOf(value); !slices.Contains(kinds, any(kind)) {
		t.Errorf("%s is %s, not %v: %v", what, kind, kinds, value)
		return
	}
	switch v := value.(type) {
	case map[string]any:
		d.fitsObject(t, what, s, v)
	case []any:
		for i, one := range v {
			d.fits(t, fmt.Sprintf("%s/%d", what, i), s["items"], one)
		}
	case string:
		if choices, ok := s["enum"].([]any); ok && !slices.Contains(choices, value) {
			t.Errorf("%s is %q, which is not described", what, v)
		}
		if s["format"] == "date-time" {
			if _, err := time.Parse(time.RFC3339, v); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
}

func (d description) fitsObject(t testing.TB, what string, s map[string]any, v map[string]any) {
	t.Helper()
	properties, _ := s["properties"].(map[string]any)
	if required, ok := s["required"].([]any); ok {
		for _, name := range required {
			if _, there := v[name.(string)]; !there {
				t.Errorf("%s has no %s", what, name)
			}
		}
	}
	for name, one := range v {
		if properties[name] != nil {
			d.fits(t, what+"/"+name, properties[name], one)
		} else if s["additionalProperties"] == false {
			t.Errorf("%s has %s, which is not described", what, name)
		}
	}
}

func kindOf(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case string:
		return "string"
	case bool:
		return "boolean"
	case []any:
		return "array"
	case float64:
		if v == float64(int64(v)) {
			return "integer"
		}
		return "number"
	}
	return "object"
}

// The description names every route of the API and nothing else, and every parameter of each.
func TestTheDescriptionOfTheAPIIsTheRouteTable(t *testing.T) {
	a := testkit.NewApp(t)
	d := readDescription(t, a.Server)
	if d["openapi"] != "3.1.0" {
		t.Error(d["openapi"])
	}
	described := map[string]bool{}
	for path, methods := range d["paths"].(map[string]any) {
		for method := range methods.(map[string]any) {
			described[strings.ToUpper(method)+" "+path] = true
		}
	}
	for _, r := range a.Server.Routes() {
		if !strings.HasPrefix(r.Path, "/api/") {
			continue
		}
		path := regexp.MustCompile(`:(\w+)`).ReplaceAllString(r.Path, "{$1}")
		o, _ := d.operation(r.Method, r.Path).(map[string]any)
		if !described[r.Method+" "+path] || o["operationId"] != r.Name {
			t.Errorf("%s %s is described as %v", r.Method, path, o["operationId"])
		}
		delete(described, r.Method+" "+path)
		parameters, _ := o["parameters"].([]any)
		if named := slices.ContainsFunc(parameters, func(p any) bool { return d.at(p, "in") == "path" && d.at(p, "name") == "id" }); named != strings.Contains(path, "{id}") {
			t.Errorf("%s: its parameters are not those described: %v", path, parameters)
		}
		if open, ok := o["security"].([]any); (ok && len(open) == 0) != (r.Access == handlers.Public) {
			t.Errorf("%s: its access is not what is described", path)
		}
		for status := range o["responses"].(map[string]any) {
			if d.at(o["responses"], status, "description") == nil {
				t.Errorf("%s: %s leads nowhere", path, status)
			}
		}
	}
	if len(described) > 0 {
		t.Errorf("described, but not there: %v", described)
	}
}

// What the description shows as an example is accepted, and answered as it shows.
func TestTheExamplesOfTheDescriptionWork(t *testing.T) {
	s := newStand(t)
	d := s.described
	examples := d.at(d.operation("POST", "/api/v1/orders"), "requestBody", "content", "application/json", "examples").(map[string]any)
	for name, e := range examples {
		value := d.at(e, "value")
		d.fits(t, name, d.at(d.operation("POST", "/api/v1/orders"), "requestBody", "content", "application/json", "schema"), value)
		body, _ := json.Marshal(value)
		text := strings.NewReplacer("0190a0a0-0000-7000-8000-0000000000e1", s.event, "0190a0a0-0000-7000-8000-0000000000f1", s.full).Replace(string(body))
		if res := s.order(name, text); res.Code != http.StatusCreated {
			t.Errorf("%s: %d %s", name, res.Code, res.Body)
		}
	}
	for path, methods := range d["paths"].(map[string]any) {
		for method, o := range methods.(map[string]any) {
			for status, r := range d.at(o, "responses").(map[string]any) {
				if content := d.at(r, "content", "application/json"); d.at(content, "example") != nil {
					d.fits(t, method+" "+path+" "+status, d.at(content, "schema"), d.at(content, "example"))
				}
			}
		}
	}
}
