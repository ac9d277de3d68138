package page

// DeskHomePage is where support begins.
type DeskHomePage struct{}
