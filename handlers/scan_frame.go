package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"coulisse/camera"
	"coulisse/models"
)

// scanFrame reads the code in a frame of a phone's camera, for browsers that cannot. It lets nobody
// in: the page sends the code as a scan, as it does with one that it has read itself.
func (s *Server) scanFrame(c echo.Context) error {
	if _, _, err := s.store.Gate(c.Request().Context(), viewerOf(c).Actor, c.Param("id")); err != nil {
		return err
	}
	frame, err := camera.ReadFrame(c.Request().Body)
	if errors.Is(err, camera.ErrFrame) {
		return models.Fail(models.Invalid, "scan.bad_frame")
	}
	if err != nil {
		return err
	}
	code, err := s.camera.Read(viewerOf(c).Actor.Membership, frame)
	switch {
	case errors.Is(err, camera.ErrTooOften):
		return &models.Error{Code: models.RateLimited, Key: "scan.frames_too_fast", After: 1}
	case errors.Is(err, camera.ErrBusy):
		return &models.Error{Code: models.Busy, Key: "scan.frames_too_fast", After: 1}
	case err != nil:
		return err
	}
	return c.JSON(http.StatusOK, struct {
		Code string `json:"code"`
	}{code})
}
