package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Issue 3: a file with a fault is refused row by row; the mended one is previewed, confirmed,
// followed while it is imported, and found.
func TestOrdersAreImportedFromAFile(t *testing.T) { twice(t, (*journey).imports) }

const manyOrders = 12_000

func (j *journey) imports() {
	event := j.putsOn("Cyrano")
	j.app.Change("UPDATE ticket_types SET quota = 100000 WHERE event_id = ?", event)
	p := j.owner
	p.Presses("Customer service")
	p.Presses("Import orders")
	p.IsOn("import.list")
	p.Presses("Upload a file")
	if status := p.Presses("Upload and check"); status != 422 {
		j.t.Errorf("nothing chosen is answered with %d", status)
	}
	j.looks(p, "import-nothing-chosen")

	j.uploads(p, "Order;Type;Name;E-mail\nW-1;Full price;Mia;mia@example.org\nW-2;Gallery;Bo;bo@example\n")
	j.follows(p, "faulty")
	p.Sees("Nothing was imported")
	for at, says := range map[string]string{`tr[data-line="3"][data-column="type"]`: "“Full price”", `tr[data-line="3"][data-column="email"]`: "bo@example"} {
		if got := p.Text(at); !strings.Contains(got, "3") || !strings.Contains(got, says) {
			j.t.Errorf("at %s stands %q", at, got)
		}
	}
	j.looks(p, "import-faulty")

	p.Presses("Upload another file")
	var rows strings.Builder
	for n := range manyOrders {
		fmt.Fprintf(&rows, "W-%05d;Full price;Mia Nr%d;\n", n, n)
	}
	j.uploads(p, "Order;Type;Name;E-mail\n"+rows.String())
	j.follows(p, "checked")
	p.Sees("€216,000.00")
	p.Sees("Their buyers can be sent nothing")
	j.looks(p, "import-checked")

	p.Presses("Import 12,000 orders")
	p.Sees("all of them or none")
	half := p.Path()
	if j.scripts {
		p.Until(`document.querySelector("progress")?.value>0||document.querySelector("#import").dataset.state==="done"`)
	}
	p.Opens("/customers") // and back: the work goes on meanwhile
	p.Opens(half)
	j.dies()
	p.Opens(half)
	j.follows(p, "done")
	p.Sees("12,000 orders were imported")
	if j.scripts && p.Text("#say") != "" && p.Text("#say") != "Imported" {
		j.t.Errorf("read out is %q", p.Text("#say"))
	}
	j.looks(p, "import-done")
	p.Presses("Show the imported orders")
	p.IsOn("customer.list")
	p.Opens("/customers?q=w-00007")
	if total := p.Attribute("[data-total]", "data-total"); total != "1" {
		j.t.Errorf("%s orders are found", total)
	}
	p.Sees("Mia Nr7")
	if status := p.Opens(half); status != 200 || p.Has(`form[action$="/confirm"]`) {
		j.t.Errorf("the import that is done is answered with %d", status)
	}
}

// uploads has somebody choose the event and a file, and send it.
func (j *journey) uploads(p *Person, content string) {
	j.t.Helper()
	file := filepath.Join(j.t.TempDir(), "orders.csv")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		j.t.Fatal(err)
	}
	p.do(chromedp.SetUploadFiles(At("#file").path(), []string{file}))
	if status := p.Presses("Upload and check"); status != 200 {
		j.t.Fatalf("the file is answered with %d\n%s", status, p.where())
	}
	p.IsOn("import.show")
}

// follows waits for an import to come to a state: by itself with script, by the link without.
func (j *journey) follows(p *Person, state string) {
	j.t.Helper()
	is := fmt.Sprintf(`document.querySelector("#import")?.dataset.state===%q`, state)
	if j.scripts {
		p.Until(is)
		return
	}
	for !eval[bool](p, is) {
		p.Presses("Show how far it is")
	}
}

// dies ends the program as kill -9 does, and starts it again.
func (j *journey) dies() {
	j.t.Helper()
	_ = j.app.process.Process.Kill()
	<-j.app.ended
	j.app.Launch()
}
