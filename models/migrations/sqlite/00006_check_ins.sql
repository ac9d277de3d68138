-- +goose Up

-- Every scan at a door, check-in by hand and undoing of one. What was scanned stands as a hash,
-- and as the ticket where it is one; nothing here is ever changed or removed.
CREATE TABLE check_ins (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  event_id        TEXT NOT NULL REFERENCES events (id), -- at whose door
  scan            TEXT NOT NULL DEFAULT '', -- the device's name for it: sent again, it changes nothing
  code_hash       TEXT NOT NULL DEFAULT '',
  ticket_id       TEXT REFERENCES tickets (id),
  outcome         TEXT NOT NULL CHECK (outcome IN ('in', 'already', 'refunded', 'cancelled', 'other_event', 'unknown', 'not_open', 'undone')),
  first_id        TEXT REFERENCES check_ins (id), -- of already: the check-in that counts
  entered         INTEGER NOT NULL DEFAULT 0, -- tickets of the order that were in after it
  device          TEXT NOT NULL DEFAULT '',
  user_id         TEXT NOT NULL,
  manual          BOOLEAN NOT NULL DEFAULT FALSE,
  reason          TEXT NOT NULL DEFAULT '', -- of undone
  scanned_at      DATETIME NOT NULL, -- on the device
  received_at     DATETIME NOT NULL
);
CREATE UNIQUE INDEX check_ins_scan ON check_ins (event_id, scan, code_hash) WHERE scan <> '';
CREATE INDEX check_ins_order ON check_ins (organisation_id, event_id, scanned_at, id);
CREATE INDEX check_ins_ticket ON check_ins (ticket_id, id) WHERE ticket_id IS NOT NULL;

-- +goose StatementBegin
CREATE TRIGGER check_ins_keep BEFORE UPDATE ON check_ins
BEGIN SELECT RAISE(ABORT, 'check_ins is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER check_ins_stay BEFORE DELETE ON check_ins
BEGIN SELECT RAISE(ABORT, 'check_ins is append-only'); END;
-- +goose StatementEnd
-- REPLACE removes the old row without asking the trigger above.
-- +goose StatementBegin
CREATE TRIGGER check_ins_follow BEFORE INSERT ON check_ins
WHEN EXISTS (SELECT 1 FROM check_ins WHERE id = NEW.id)
  OR NEW.scan <> '' AND EXISTS (SELECT 1 FROM check_ins WHERE event_id = NEW.event_id AND scan = NEW.scan AND code_hash = NEW.code_hash AND scan <> '')
BEGIN SELECT RAISE(ABORT, 'check_ins is append-only'); END;
-- +goose StatementEnd

-- Who is in, by ticket type, is counted from this index alone.
DROP INDEX tickets_in;
CREATE INDEX tickets_in ON tickets (event_id, type_id, valid, checked_in_at);

-- +goose Down
SELECT 1 / 0; -- forward only
