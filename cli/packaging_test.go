package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// packaged reads a file of packaging/, or of docs/.
func packaged(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAlertsAskForMetricsThatThereAre(t *testing.T) {
	var rules struct {
		Groups []struct {
			Rules []struct {
				Alert, Expr string
				Annotations map[string]string
			}
		}
	}
	if err := yaml.Unmarshal([]byte(packaged(t, "packaging/alerts/coulisse.rules.yml")), &rules); err != nil {
		t.Fatal(err)
	}
	console, metrics, stop := watched(t)
	defer stop()
	fetched(t, console+"/login")
	there := scrape(t, metrics)
	named, label := regexp.MustCompile(`\b(?:coulisse|process|go)_\w+`), regexp.MustCompile(`(\w+)="([^"]*)"`)
	alerts := 0
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			alerts++
			if r.Alert == "" || r.Annotations["summary"] == "" || strings.Count(r.Expr, "(") != strings.Count(r.Expr, ")") {
				t.Errorf("%+v", r)
			}
			names := named.FindAllString(label.ReplaceAllString(r.Expr, ""), -1)
			for _, name := range names {
				if there[name] == nil && there[strings.TrimSuffix(name, "_bucket")] == nil {
					t.Errorf("%s asks for %s, which the console does not tell", r.Alert, name)
				}
			}
			for _, l := range label.FindAllStringSubmatch(r.Expr, -1) {
				if l[1] != "job" && l[2] != "5xx" && there.value(names[len(names)-1], l[1]+"="+l[2]) < 0 {
					t.Errorf("%s: %s has no %s", r.Alert, names[len(names)-1], l[0])
				}
			}
		}
	}
	if alerts < 5 {
		t.Error("only", alerts, "alerts")
	}
}

// settings are the lines of a unit under its headings, "Service.User=coulisse".
func settings(unit string) (all []string) {
	heading := ""
	for line := range strings.Lines(unit) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "["):
			heading = strings.Trim(line, "[]")
		case line != "" && !strings.HasPrefix(line, "#"):
			all = append(all, heading+"."+line)
		}
	}
	return all
}

func TestUnitsShutTheDataAwayFromOthers(t *testing.T) {
	for unit, wanted := range map[string][]string{
		"coulisse.service": {"Service.User=coulisse", "Service.StateDirectory=coulisse", "Service.StateDirectoryMode=0700", "Service.UMask=0077", "Service.NoNewPrivileges=yes",
			"Service.ProtectSystem=strict", "Service.ExecStart=/usr/local/bin/coulisse serve --config /etc/coulisse/config.yaml",
			"Service.ExecReload=/bin/kill -HUP $MAINPID"},
		"coulisse-backup.service": {"Service.User=coulisse", "Service.StateDirectoryMode=0700", "Service.UMask=0077", "Service.ReadWritePaths=/var/backups/coulisse"},
		"coulisse-backup.timer":   {"Timer.Persistent=yes"},
	} {
		has := settings(packaged(t, "packaging/systemd/"+unit))
		for _, want := range wanted {
			if !slices.Contains(has, want) {
				t.Errorf("%s lacks %s", unit, want)
			}
		}
	}
}

// systemd reads the units as they are, but for the program's place.
func TestSystemdTakesTheUnits(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Fatal("systemd-analyze is missing: make deps installs it")
	}
	folder := t.TempDir()
	var files []string
	for _, unit := range []string{"coulisse.service", "coulisse-backup.service", "coulisse-backup.timer"} {
		text := strings.ReplaceAll(packaged(t, "packaging/systemd/"+unit), "/usr/local/bin/coulisse", "/bin/true")
		file := filepath.Join(folder, unit)
		writeFile(t, file, text)
		files = append(files, file)
	}
	verify := exec.Command(analyze, append([]string{"verify", "--man=no", "--recursive-errors=no"}, files...)...)
	if said, err := verify.CombinedOutput(); err != nil || strings.Contains(string(said), folder) {
		t.Errorf("%v: %s", err, said)
	}
}

// Whoever copies a command from the guide works on the data of the console, and not on others.
func TestEveryCommandOfTheGuideSaysWhichInstallation(t *testing.T) {
	guide := packaged(t, "docs/operating.md")
	found := 0
	for line := range strings.Lines(strings.ReplaceAll(guide, "\\\n", " ")) {
		if !strings.HasPrefix(line, "    ") || !regexp.MustCompile(`(^|[ /])coulisse (serve|migrate|backup|restore|status|keys|history|staff|config|mail|init)`).MatchString(line) {
			continue
		}
		found++
		if !strings.Contains(line, "--config") || !strings.Contains(line, "sudo -u coulisse ") && !strings.Contains(line, "ExecStart") && !strings.Contains(line, "argv=") {
			t.Errorf("it does not say which installation, or as whom: %s", strings.TrimSpace(line))
		}
	}
	if found < 8 {
		t.Error("only", found, "commands were found in the guide")
	}
}
