package testkit

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// order is the order of the packages: each imports only packages that stand before it.
// static holds embedded files and no logic; the root package is main.
var order = []string{"static", "access", "i18n", "sheet", "camera", "config", "models", "forms", "views", "mailer", "handlers", "cli", ""}

// outside are the packages that only tests import.
var outside = []string{"testkit", "e2e", "packaging"}

// maxLines is where a file is to be split.
const maxLines = 300

// source is one Go file of the project, parsed.
type source struct {
	path    string // from the root of the repository, with slashes
	top     string // the first directory of the path, "" for the root
	test    bool
	file    *ast.File
	fileSet *token.FileSet
}

func (s source) at(n ast.Node) string {
	return s.path + ":" + strconv.Itoa(s.fileSet.Position(n.Pos()).Line)
}

// files walks over the project's own files with one of these endings.
func files(t *testing.T, endings ...string) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || path != "." && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if d.IsDir() || !slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(path, e) }) {
			return nil
		}
		found[path], err = fs.ReadFile(root, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// sources are the project's Go files, those that templ wrote included.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	for path, text := range files(t, ".go") {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		top, _, below := strings.Cut(path, "/")
		if !below {
			top = ""
		}
		all = append(all, source{path, top, strings.HasSuffix(path, "_test.go"), file, set})
	}
	if len(all) < 10 {
		t.Fatalf("%d Go files: is this test still one directory below the root?", len(all))
	}
	return all
}

func TestPackagesImportOnlyPackagesAboveThem(t *testing.T) {
	for _, s := range sources(t) {
		own := slices.Index(order, s.top)
		if own < 0 && !slices.Contains(outside, s.top) {
			t.Errorf("%s: package %q has no place in the order; is it one that says what it owns?", s.path, s.top)
		}
		if own < 0 || s.test {
			continue
		}
		for _, i := range s.file.Imports {
			path, _ := strconv.Unquote(i.Path.Value)
			path, ours := strings.CutPrefix(path, "coulisse/")
			if !ours {
				continue
			}
			top, _, _ := strings.Cut(path, "/")
			if at := slices.Index(order, top); at < 0 || at > own {
				t.Errorf("%s: %s may not import %s", s.at(i), s.top, path)
			}
		}
	}
}

// The tests' tools look at the database from outside, as an operator would.
func TestOnlyTheModelsKnowTheDatabase(t *testing.T) {
	for _, s := range sources(t) {
		for _, i := range s.file.Imports {
			path, _ := strconv.Unquote(i.Path.Value)
			if s.top != "models" && s.top != "testkit" && !s.test && (strings.HasPrefix(path, "gorm.io/") || path == "database/sql") {
				t.Errorf("%s: %s", s.at(i), path)
			}
		}
	}
}

// refused are the calls that the project does without, and where they are allowed.
var refused = []struct {
	receiver, name string // receiver "" is any
	except         []string
	why            string
}{
	{"os", "Getenv", []string{"cli", "config", "testkit", "e2e"}, "the environment is read at start, by config"},
	{"os", "LookupEnv", []string{"cli", "config", "testkit", "e2e"}, "the environment is read at start, by config"},
	{"os", "Environ", []string{"", "cli", "config", "testkit", "e2e"}, "the environment is read at start, by config"},
	{"os", "Exit", []string{"", "cli", "e2e"}, "errors are returned; the command line alone ends the program"},
	{"e", "Group", nil, "a group answers 404 where 405 is due; routes are mounted one by one"},
	{"", "AutoMigrate", nil, "the schema is in models/migrations"},
}

func TestRefusedCallsAreNotMade(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			receiver, _ := call.X.(*ast.Ident)
			for _, r := range refused {
				mine := r.receiver == "" || receiver != nil && receiver.Name == r.receiver
				if mine && call.Sel.Name == r.name && !slices.Contains(r.except, s.top) {
					t.Errorf("%s: %s: %s", s.at(call), r.name, r.why)
				}
			}
			return true
		})
	}
}

func TestNothingHappensBeforeMain(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: an init function", s.at(f))
			}
		}
	}
}

func TestEveryPackageSaysWhatItOwns(t *testing.T) {
	said := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		dir := filepath.ToSlash(filepath.Dir(s.path))
		said[dir] = said[dir] || s.file.Doc != nil && len(s.file.Doc.Text()) > 20
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("package %s has no comment", dir)
		}
	}
}

// The content security policy would refuse them in a browser; this says so sooner. Mails have
// no policy and no style sheet, so their styles are inline.
func TestPagesHaveNoInlineStyleOrScript(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<style|\sstyle\s*=|<script(?:\s[^>]*)?>[^<]|\son[a-z]+\s*=\s*["{]|javascript:|templ\.(JSFuncCall|JSUnsafeFuncCall)|^script \w+\(`)
	for path, text := range files(t, ".templ") {
		if strings.HasPrefix(path, "views/mail/") {
			continue
		}
		for n, line := range bytes.Split(text, []byte("\n")) {
			if found := inline.Find(line); found != nil {
				t.Errorf("%s:%d: %s", path, n+1, found)
			}
		}
	}
}

func TestFilesAreShort(t *testing.T) {
	for path, text := range files(t, ".go", ".templ") {
		if lines := bytes.Count(text, []byte("\n")); lines > maxLines && !strings.HasSuffix(path, "_templ.go") {
			t.Errorf("%s has %d lines, more than %d: split it", path, lines, maxLines)
		}
	}
}

// What is not done is an issue, not a comment.
func TestNothingIsLeftForLater(t *testing.T) {
	later := regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)
	for path, text := range files(t, ".go", ".templ", ".sql", ".yaml", ".css", ".js", ".md") {
		if found := later.Find(text); found != nil {
			t.Errorf("%s: %s", path, found)
		}
	}
}

func TestNoTestIsSkipped(t *testing.T) {
	skips := regexp.MustCompile(`\b[tb]\.Skip(f|Now)?\(`)
	for path, text := range files(t, "_test.go") {
		if found := skips.Find(text); found != nil {
			t.Errorf("%s: %s", path, found)
		}
	}
}
