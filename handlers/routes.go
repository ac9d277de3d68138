package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// Route is one line of the table: what is called how, by whom, and what answers.
type Route struct {
	Method string
	Path   string
	Name   string // URLs are built from it; <body data-page> holds it
	Access Access
	Handle echo.HandlerFunc
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// table is every address of the console. Read it from top to bottom.
func (s *Server) table() []Route {
	return []Route{}
}
