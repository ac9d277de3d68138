// Package postfix_test tries the set-up for Postfix that stands beside it against a real one. It starts a
// Postfix of its own, which takes root: where the tests run as somebody else, they run again through sudo.
package postfix_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"coulisse/cli"
)

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "coulisse" { // as the pipe calls it
		os.Exit(cli.Run(context.Background(), os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
	}
	if os.Geteuid() == 0 {
		os.Exit(m.Run())
	}
	again := exec.Command("sudo", append([]string{"-n", "--preserve-env"}, os.Args...)...)
	again.Stdout, again.Stderr = os.Stdout, os.Stderr
	err := again.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		fmt.Fprintln(os.Stderr, "Postfix starts for root alone, and sudo cannot be used:", err)
	}
	if err != nil {
		os.Exit(1)
	}
}
