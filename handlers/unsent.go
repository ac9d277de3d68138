package handlers

import (
	"context"
	"time"

	"coulisse/models"
	"coulisse/views/component"
)

// unsentMails tells of invitations' mails that have not left how they wait.
type unsentMails struct {
	now   time.Time
	pause *models.MailPause
}

func (s *Server) unsentMails(ctx context.Context) (unsentMails, error) {
	pause, err := s.store.MailPause(ctx)
	return unsentMails{s.store.Now(), pause}, err
}

// of is how the mail of an invitation waits; nil when it has left, or never will. A mail that was
// not tried yet waits for what keeps all of them.
func (u unsentMails) of(i models.Invitation) *component.Unsent {
	if !i.Unsent() {
		return nil
	}
	failure := i.Failure
	if failure == "" && u.pause != nil {
		failure = u.pause.Failure
	}
	return &component.Unsent{Since: i.CreatedAt, Failure: failure, Waits: i.Waits(u.now, u.pause != nil)}
}
