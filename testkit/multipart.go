package testkit

import (
	"maps"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
)

// Multipart is a form as a browser sends it with a file: the values of the named fields are
// the contents of files called orders.csv; an empty one is a file that was not chosen. It
// returns the content type and the body.
func Multipart(values url.Values, files ...string) (contentType, body string) {
	var b strings.Builder
	w := multipart.NewWriter(&b)
	for _, field := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[field] {
			if err := writePart(w, field, value, slices.Contains(files, field)); err != nil {
				panic(err) // a strings.Builder takes everything
			}
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return w.FormDataContentType(), b.String()
}

func writePart(w *multipart.Writer, field, value string, file bool) error {
	if !file {
		return w.WriteField(field, value)
	}
	name := "orders.csv"
	if value == "" {
		name = ""
	}
	part, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write([]byte(value))
	}
	return err
}
