package models

import "context"

// Origin says where a change comes from, for the history.
type Origin struct {
	Address   string // client's network address
	RequestID string
}

type originKey struct{}

// WithOrigin puts the origin of what follows into ctx.
func WithOrigin(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

func originOf(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin)
	return o
}
