package forms

import (
	"net/url"
	"testing"
)

func TestAnImportNeedsAnEventAndOneFile(t *testing.T) {
	one := File{Name: "orders.csv", Content: []byte("order,type")}
	for _, c := range []struct {
		body  url.Values
		files []File
		want  map[string]string
	}{
		{url.Values{"event": {"e"}}, []File{one}, nil},
		{nil, nil, map[string]string{"event": "form.required", "file": "import.file.none"}},
		{url.Values{"event": {"e", "f"}}, []File{{}}, map[string]string{"event": "form.twice", "file": "import.file.none"}},
		{url.Values{"event": {"\xff"}}, []File{one, one}, map[string]string{"event": "form.not_text", "file": "form.twice"}},
	} {
		errs := ReadImport(c.body, c.files).Validate()
		if len(errs) != len(c.want) {
			t.Errorf("%v: %v", c, errs)
		}
		for field, key := range c.want {
			if e := errs.At(field); e == nil || e.Key != key {
				t.Errorf("%v: %v at %s, want %s", c.body, e, field, key)
			}
		}
	}
}

func TestOnlyATickedBoxSendsMails(t *testing.T) {
	for sent, want := range map[string]bool{"": false, "mail=": false, "mail=on": true, "mail=yes": false, "mail=on&mail=on": true} {
		body, _ := url.ParseQuery(sent)
		f := ReadConfirmation(body)
		if refused := sent == "mail=yes" || sent == "mail=on&mail=on"; f.Mail != want || (len(f.Validate()) > 0) != refused {
			t.Errorf("%q: %v, %v", sent, f.Mail, f.Validate())
		}
	}
}
