package models

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// recorded is what the package's source writes into the history.
type recorded struct{ actions, fields map[string]bool }

// TestEveryRecordedActionAndFieldIsListed reads the source, so that nobody has to remember
// the lists when something new is recorded.
func TestEveryRecordedActionAndFieldIsListed(t *testing.T) {
	found := readSource(t)
	if len(found.actions) < 20 || len(found.fields) < 20 {
		t.Fatalf("the source was not understood: %d actions, %d fields", len(found.actions), len(found.fields))
	}
	compareWords(t, "action", found.actions, historyActions)
	compareWords(t, "field", found.fields, historyFields)
}

func compareWords(t *testing.T, kind string, found map[string]bool, listed []string) {
	t.Helper()
	for word := range found {
		if !slices.Contains(listed, word) {
			t.Errorf("the %s %q is recorded, but not listed", kind, word)
		}
	}
	for _, word := range listed {
		if !found[word] {
			t.Errorf("the %s %q is listed, but never recorded", kind, word)
		}
	}
}

func readSource(t *testing.T) recorded {
	t.Helper()
	var files []*ast.File
	names, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range names {
		if strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), "_test.go") {
			file, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
	}
	r := recorded{map[string]bool{}, map[string]bool{}}
	takes := actionParameters(files)
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			r.see(n, takes)
			return true
		})
	}
	return r
}

// actionParameters says which argument of which function is an action.
func actionParameters(files []*ast.File) map[string]int {
	takes := map[string]int{}
	for _, file := range files {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			at := 0
			for _, p := range f.Type.Params.List {
				for _, name := range p.Names {
					if name.Name == "action" {
						takes[f.Name.Name] = at
					}
					at++
				}
			}
		}
	}
	return takes
}

func (r recorded) see(n ast.Node, takes map[string]int) {
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		switch key, _ := n.Key.(*ast.Ident); {
		case key == nil:
		case key.Name == "Action":
			note(r.actions, n.Value)
		case key.Name == "Field":
			note(r.fields, n.Value)
		}
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if name, ok := left.(*ast.Ident); ok && name.Name == "action" && len(n.Rhs) == len(n.Lhs) {
				note(r.actions, n.Rhs[i])
			}
		}
	case *ast.CallExpr:
		name := called(n)
		if at, ok := takes[name]; ok && at < len(n.Args) {
			note(r.actions, n.Args[at])
		}
		if name == "changed" {
			note(r.fields, n.Args[1])
		}
	}
}

func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func note(words map[string]bool, value ast.Expr) {
	if literal, ok := value.(*ast.BasicLit); ok && literal.Kind == token.STRING {
		if word, err := strconv.Unquote(literal.Value); err == nil {
			words[word] = true
		}
	}
}
