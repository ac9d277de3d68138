package forms

import (
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the zones are in the program, whatever the machine has
)

// timeZones are offered where an organisation says where it is: one for each clock in use
// where people sell tickets, by the name of its largest city.
var timeZones = strings.Fields(`
Africa/Abidjan Africa/Algiers Africa/Cairo Africa/Casablanca Africa/Johannesburg Africa/Lagos Africa/Nairobi Africa/Tunis
America/Anchorage America/Argentina/Buenos_Aires America/Bogota America/Cayenne America/Chicago America/Denver America/Guadeloupe
America/Halifax America/Lima America/Los_Angeles America/Martinique America/Mexico_City America/Miquelon America/Montreal
America/New_York America/Nuuk America/Phoenix America/Santiago America/Sao_Paulo America/St_Johns America/Toronto America/Vancouver
Asia/Bangkok Asia/Dubai Asia/Hong_Kong Asia/Jakarta Asia/Jerusalem Asia/Karachi Asia/Kolkata Asia/Manila Asia/Seoul Asia/Shanghai
Asia/Singapore Asia/Tokyo Atlantic/Azores Atlantic/Canary Atlantic/Faroe Atlantic/Reykjavik Australia/Adelaide Australia/Brisbane
Australia/Perth Australia/Sydney Europe/Amsterdam Europe/Athens Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels
Europe/Bucharest Europe/Budapest Europe/Copenhagen Europe/Dublin Europe/Helsinki Europe/Istanbul Europe/Kyiv Europe/Lisbon
Europe/Ljubljana Europe/London Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Monaco Europe/Oslo Europe/Paris Europe/Prague
Europe/Riga Europe/Rome Europe/Sofia Europe/Stockholm Europe/Tallinn Europe/Vienna Europe/Vilnius Europe/Warsaw Europe/Zagreb
Europe/Zurich Indian/Mauritius Indian/Mayotte Indian/Reunion Pacific/Auckland Pacific/Honolulu Pacific/Noumea Pacific/Tahiti UTC`)

// TimeZones lists the zones that are offered, by name.
func TimeZones() []string { return slices.Clone(timeZones) }

// homeZones are the zones that a first run proposes, by language.
var homeZones = map[string]string{"en": "Europe/London", "fr": "Europe/Paris", "da": "Europe/Copenhagen"}

// HomeZone is the zone to propose to somebody who reads this language.
func HomeZone(locale string) string { return homeZones[locale] }

// validZone takes the name of a time zone, such as Europe/Copenhagen, whether it is offered
// or not; "Local" would be whatever the server's is.
func validZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "" && name != "Local"
}
