// Package e2e tells the journeys of people through the real program in a real Chromium, with
// script and without. This file and its neighbours are the stage: the browser, the program,
// the checks that every page must pass. The journeys are in the tests.
//
// Without Chromium or axe-core the tests fail; `make deps` installs both.
package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/chromedp/chromedp"
)

// patience bounds one step of a journey, on a machine that does much else at once.
const patience = 100 * time.Second

// browser is the one Chromium of a test binary, and axe the script that checks pages in it.
var (
	browser context.Context
	axe     string
)

// errNoChromium and errNoAxe say what is missing and how to get it.
var (
	errNoChromium = errors.New("e2e: Chromium is not installed: run `make deps`")
	errNoAxe      = errors.New("e2e: axe-core is not installed: run `make deps`")
)

// raise starts the browser and reads axe-core; lower stops the browser again.
func raise() (lower func(), err error) {
	if axe, err = readAxe(here("node_modules", "axe-core", "axe.min.js")); err != nil {
		return nil, err
	}
	path, err := findChromium(os.Getenv("E2E_CHROMIUM"), chromiumPaths)
	if err != nil {
		return nil, err
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), flags(path)...)
	ctx, stop := chromedp.NewContext(allocator)
	lower = func() { stop(); stopAllocator() }
	if err := chromedp.Do(ctx); err != nil {
		lower()
		return nil, fmt.Errorf("e2e: Chromium at %s does not start: %w", path, err)
	}
	browser = ctx
	return lower, nil
}

// chromiumPaths is where systems keep it. Debian's /usr/bin/chromium is a shell script that
// starts the first of these.
var chromiumPaths = []string{"/usr/lib/chromium/chromium", "/usr/lib/chromium-browser/chromium-browser", "chromium", "chromium-browser", "google-chrome"}

func findChromium(wanted string, paths []string) (string, error) {
	if wanted != "" {
		paths = []string{wanted}
	}
	for _, p := range paths {
		if found, err := exec.LookPath(p); err == nil {
			return found, nil
		}
	}
	return "", errNoChromium
}

func readAxe(path string) (string, error) {
	script, err := os.ReadFile(path)
	if err != nil {
		return "", errNoAxe
	}
	return string(script), nil
}

// flags keep the browser to the loopback interface: it asks for its maker's servers all the
// same, but their names resolve to nothing.
func flags(path string) []chromedp.ExecAllocatorOption {
	return append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.DisableGPU,
		chromedp.NoSandbox, // it opens our own pages only, perhaps in a container
		chromedp.WSURLReadTimeout(time.Minute),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-domain-reliability", true),
		chromedp.Flag("no-pings", true),
		chromedp.Flag("lang", "en-GB"),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1"),
		// A second disable-features replaces chromedp's own, so Translate stands here again.
		chromedp.Flag("disable-features", "Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,CertificateTransparencyComponentUpdater"),
	)
}

// here is a path beside this file.
func here(elements ...string) string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(append([]string{filepath.Dir(file)}, elements...)...)
}
