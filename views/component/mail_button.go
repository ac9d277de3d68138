package component

import (
	"strings"

	"github.com/a-h/templ"
)

// offID is the id of the sentence that says why the button to an address is out of use.
func offID(address string) string { return "off" + strings.ReplaceAll(address, "/", "-") }

// use are the attributes of a button to an address, which is out of use while off says why.
func use(address, off string) templ.Attributes {
	if off == "" {
		return nil
	}
	return templ.Attributes{"disabled": true, "aria-describedby": offID(address)}
}
