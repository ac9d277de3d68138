-- +goose Up

-- What reports add up by order: how it was sold, and what was cancelled or refunded.
CREATE INDEX orders_sold ON orders (organisation_id, state, event_id, channel, placed_on, tickets, total);

-- Who came in, by the moment, of the tickets that were sold on some days.
CREATE INDEX tickets_entered ON tickets (organisation_id, event_id, checked_in_at, sold_on, valid) WHERE checked_in_at IS NOT NULL;

-- Sales figures that a person has mailed to themselves: of one event, or of all that they may
-- see when the mail is written. covered is the last day that earlier mails have told of.
CREATE TABLE report_schedules (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  membership_id   TEXT NOT NULL REFERENCES memberships (id) ON DELETE CASCADE,
  event_id        TEXT REFERENCES events (id),
  rhythm          TEXT NOT NULL CHECK (rhythm IN ('daily', 'weekly', 'after')),
  covered         TEXT NOT NULL,
  next_at         DATETIME NOT NULL,
  created_at      DATETIME NOT NULL
);
CREATE UNIQUE INDEX report_schedules_once ON report_schedules (membership_id, COALESCE(event_id, ''), rhythm);
CREATE INDEX report_schedules_due ON report_schedules (next_at, id);

-- +goose Down
SELECT 1 / 0; -- forward only
