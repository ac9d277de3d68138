package models

import (
	"time"
)

// User is one person with one way to sign in, whatever the number of organisations
// (SE3, MP10). It exists from the first accepted invitation on.
type User struct {
	ID           string
	Email        string // as its owner writes it
	EmailKey     string // folded; unique
	Name         string
	PasswordHash string
	Locale       string // "" for the organisation's
	Theme        string // "" as the device, light or dark
	PasswordAt   *time.Time
	CreatedAt    time.Time
	UpdatedAt    time.Time
}
