// Coulisse is a console in which a box office decides who may do what.
package main

import (
	"context"
	"os"

	"coulisse/cli"
)

func main() {
	os.Exit(cli.Run(context.Background(), os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}
