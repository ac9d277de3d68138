package models

// Lengths of what is known of a person, in characters.
const (
	MaxName  = 120
	MaxEmail = 254
	MaxPhone = 40
)
