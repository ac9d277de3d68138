package handlers

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"coulisse/forms"
)

// Bounds of what is sent with a file.
const (
	besideFile = 64 << 10 // bytes of the other fields and of what divides them
	uploadTime = 5 * time.Minute
	mostParts  = 50
)

// fileLimit is how many bytes a file sent to a route may have; 0 where none is taken. Routes that
// take files stand here and nowhere else.
func (s *Server) fileLimit(route string) int64 {
	switch route {
	case "import.create":
		return int64(s.config.Limits.Import)
	case "ownership.letter.create", "letter.create":
		return int64(s.config.Limits.Letter)
	}
	return 0
}

// upload reads a form with files at the field file, which are held in memory and never written
// to disk. Each is at most as large as the route's limit.
func (s *Server) upload(c echo.Context) (body url.Values, files []forms.File, err error) {
	body = url.Values{}
	if c.Request().ContentLength == 0 {
		return body, nil, nil
	}
	deadline, slow := time.Now().Add(uploadTime), http.NewResponseController(c.Response())
	if err := errors.Join(slow.SetReadDeadline(deadline), slow.SetWriteDeadline(deadline.Add(time.Minute))); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, nil, err
	}
	parts, err := c.Request().MultipartReader()
	if err != nil {
		return nil, nil, echo.ErrBadRequest.WithInternal(err)
	}
	for range mostParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			entered(c, body, files)
			return body, files, nil
		}
		if err == nil {
			err = readPart(part, body, &files, s.fileLimit(frameOf(c).Page))
		}
		if err != nil {
			return nil, nil, unreadable(err)
		}
	}
	return nil, nil, echo.ErrBadRequest
}

// readPart reads one field, or the file.
func readPart(p *multipart.Part, body url.Values, files *[]forms.File, most int64) error {
	content, limit := []byte(nil), int64(besideFile)
	if p.FormName() == "file" {
		limit = most
	}
	content, err := io.ReadAll(http.MaxBytesReader(nil, p, limit))
	switch {
	case err != nil:
		return err
	case p.FormName() != "file":
		body.Add(p.FormName(), string(content))
	default:
		*files = append(*files, forms.File{Name: p.FileName(), Content: content})
	}
	return nil
}

// unreadable is a body that broke off or is no form, unless it is too large.
func unreadable(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return echo.ErrBadRequest.WithInternal(err)
}
