package models

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"coulisse/i18n"
)

var anaAtNordlys = []string{"Ana Holm", "Nordlys Teater", "ana.holm@nordlys.example"}

func TestCheckPassword(t *testing.T) {
	for _, c := range []struct{ name, password, key string }{
		{"a phrase", "correct horse battery staple", ""},
		{"letters only", "thrushwaterglass", ""},
		{"made by a manager", "vY7#kq2Lw9&x", ""},
		{"another script", "зимняя сказка на льду", ""},
		{"twelve characters of two bytes", "ææøåææøåøåÆl", ""},
		{"white space within and around", "  seven grey seals ", ""},
		{"256 characters", strings.Repeat("seven grey seal ", 15) + "and an otter1234", ""},
		{"a name amid much else", "holm oaks over stone", ""},
		{"a name that is part of a word", "nordlyset over ishavet", ""},

		{"empty", "", "password.short"},
		{"11 characters", "vY7#kq2Lw9&", "password.short"},
		{"11 characters, 12 code points before composing", "vY7#kq2Lwe\u0301x", "password.short"},
		{"257 characters", strings.Repeat("seven grey seal ", 15) + "and an otter12345", "password.long"},
		{"not UTF-8", "seven grey seals\xff", "password.not_text"},

		{"one letter", "aaaaaaaaaaaa", "password.repeated"},
		{"a few letters over and over", "xq7xq7xq7xq7x", "password.repeated"},
		{"in the order of the alphabet", "abcdefghijklmn", "password.run"},
		{"counting, past nine", "345678901234", "password.run"},
		{"counting down", "9876543210987", "password.run"},

		{"listed", "1qaz2wsx3edc", "password.common"},
		{"listed, in capitals", "UnBelievable", "password.common"},
		{"listed, twice", "PasswordPassword", "password.common"},
		{"listed, padded", "password2024!", "password.common"},
		{"listed, padded in front", "123456dragon", "password.common"},
		{"listed, letters swapped", "P@ssw0rd!2026", "password.common"},
		{"listed with its own digits, padded", "1qaz2wsx1234", "password.common"},
		{"a number of 14 digits", "83629501746280", ""},

		{"the product", "coulisse2026!", "password.context"},
		{"the product and a common word", "coulisse-password", "password.context"},
		{"the person", "AnaHolm123456", "password.context"},
		{"the organisation, swapped", "N0rdlys-Te4ter", "password.context"},
		{"the address", "ana.holm@nordlys.example", "password.context"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := CheckPassword(c.password, anaAtNordlys...)
			if c.key == "" {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			var e *Error
			if !errors.As(err, &e) || e.Key != c.key || e.Code != Invalid || e.Field != "password" {
				t.Errorf("error %v, want %s at password", err, c.key)
			}
			for _, tag := range i18n.Tags() {
				if !i18n.Must(tag).Has(c.key) {
					t.Errorf("no words for %s in %s", c.key, tag)
				}
			}
		})
	}
}

func TestCommonPasswordsAreManySortedAndLowerCase(t *testing.T) {
	list := commonPasswords()
	if len(list) < 3000 || !slices.IsSorted(list) {
		t.Fatalf("%d entries, sorted %v", len(list), slices.IsSorted(list))
	}
	for _, p := range list {
		if p != strings.ToLower(p) || !utf8.ValidString(p) {
			t.Errorf("entry %q", p)
		}
		if n := utf8.RuneCountInString(p); n >= 6 && CheckPassword(p+strings.Repeat("1", max(0, PasswordMin-n))) == nil {
			t.Errorf("%q, filled up with ones, was accepted", p)
		}
	}
}
