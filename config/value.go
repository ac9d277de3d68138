package config

import (
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// setting is one key and the field that it sets.
type setting struct {
	key   string
	field reflect.Value
}

// settings lists every key of c, group by group, in the order of the struct.
func settings(c *Config) []setting { return settingsOf(reflect.ValueOf(c).Elem(), "") }

func settingsOf(group reflect.Value, prefix string) (all []setting) {
	for i := range group.NumField() {
		key, field := prefix+group.Type().Field(i).Tag.Get("key"), group.Field(i)
		if field.Kind() == reflect.Struct {
			all = append(all, settingsOf(field, key+".")...)
			continue
		}
		all = append(all, setting{key, field})
	}
	return all
}

// many tells whether the setting takes a list.
func (s setting) many() bool { return s.field.Kind() == reflect.Slice }

// set reads the value from texts: exactly one, or any number for a list.
func (s setting) set(texts []string) (err error) {
	switch p := s.field.Addr().Interface().(type) {
	case *string:
		*p = texts[0]
	case *bool:
		*p, err = readBool(texts[0])
	case *int:
		if *p, err = strconv.Atoi(texts[0]); err != nil {
			err = fmt.Errorf("%q is not a whole number", texts[0])
		}
	case *time.Duration:
		if *p, err = time.ParseDuration(texts[0]); err != nil {
			err = fmt.Errorf("%q is not a duration such as 30s, 15m or 12h", texts[0])
		}
	case *[]netip.Prefix:
		*p, err = readPrefixes(texts)
	default:
		panic("config: no way to read a " + s.field.Type().String())
	}
	return err
}

func readBool(text string) (bool, error) {
	switch text {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, fmt.Errorf("%q is neither true nor false", text)
}

// readPrefixes takes networks (10.0.0.0/8) and single addresses.
func readPrefixes(texts []string) (prefixes []netip.Prefix, err error) {
	for _, text := range texts {
		text = strings.TrimSpace(text)
		p, prefixErr := netip.ParsePrefix(text)
		if prefixErr != nil {
			a, addrErr := netip.ParseAddr(text)
			if addrErr != nil || a.Zone() != "" {
				err = errors.Join(err, fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", text))
				continue
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		prefixes = append(prefixes, p.Masked())
	}
	if err != nil {
		return nil, err
	}
	return prefixes, nil
}
