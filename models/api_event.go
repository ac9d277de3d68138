package models

import (
	"context"
)

// ShopEvents lists the published events in a token's scope, a page at a time, by when they
// begin. Invalid at cursor.
func (s *Store) ShopEvents(ctx context.Context, b *Bearer, p Page) (*Events, error) {
	return s.Events(ctx, b.Actor, EventFilter{State: EventPublished, Page: p})
}

// ShopEvent reads an event in a token's scope with its ticket types; NotFound for a draft.
func (s *Store) ShopEvent(ctx context.Context, b *Bearer, id string) (*Event, []OfferedType, error) {
	e, err := s.Event(ctx, b.Actor, id)
	if err != nil {
		return nil, nil, err
	}
	if e.State == EventDraft {
		return nil, nil, missing()
	}
	types, err := s.TicketTypes(ctx, b.Actor, id)
	return e, types, err
}
