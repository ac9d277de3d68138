package handlers_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"coulisse/testkit"
)

var update = flag.Bool("update", false, "writes the golden files anew")

// A change of who may call what shows as a line of a diff. Write the file anew with
// go test ./handlers -run TestRoutesAsReviewed -update.
func TestRoutesAsReviewed(t *testing.T) {
	var b strings.Builder
	for _, r := range testkit.NewApp(t).Server.Routes() {
		fmt.Fprintf(&b, "%-4s %-32s %-22s %s\n", r.Method, r.Path, r.Name, r.Access)
	}
	const golden = "testdata/routes.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Error("the routes are not those that were reviewed (-reviewed +now):\n" + diff)
	}
}
