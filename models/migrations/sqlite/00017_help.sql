-- +goose Up

-- What members ask the platform's support desk (CC6): one conversation each. The number is what
-- people say to each other; waiting_at is since when support has been waited for.
CREATE TABLE support_requests (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  number          INTEGER NOT NULL UNIQUE, -- from 1001 on, over all organisations
  author_id       TEXT NOT NULL REFERENCES users (id),
  author_name     TEXT NOT NULL,
  topic           TEXT NOT NULL CHECK (topic IN ('question', 'problem', 'test_ticket', 'organisation', 'other')),
  event_id        TEXT REFERENCES events (id), -- of a test ticket
  subject         TEXT NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
  assigned_to     TEXT REFERENCES users (id), -- of the desk
  created_at      DATETIME NOT NULL,
  waiting_at      DATETIME NOT NULL,
  said_at         DATETIME NOT NULL, -- the last word
  CHECK ((topic = 'test_ticket') = (event_id IS NOT NULL))
);
CREATE INDEX support_requests_own ON support_requests (organisation_id, said_at, id);
CREATE INDEX support_requests_waiting ON support_requests (state, waiting_at, id);
CREATE INDEX support_requests_said ON support_requests (said_at, id);

-- What was said and done in a conversation. mail_id is the Message-ID of what came by mail: the
-- same mail is taken once.
CREATE TABLE support_messages (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  request_id      TEXT NOT NULL REFERENCES support_requests (id),
  author_kind     TEXT NOT NULL CHECK (author_kind IN ('member', 'staff')),
  author_id       TEXT NOT NULL,
  author_name     TEXT NOT NULL,
  does            TEXT NOT NULL CHECK (does IN ('said', 'closed', 'reopened', 'issued', 'approved', 'refused')),
  text            TEXT NOT NULL DEFAULT '',
  mail_id         TEXT NOT NULL DEFAULT '',
  created_at      DATETIME NOT NULL
);
CREATE INDEX support_messages_of ON support_messages (request_id, id);
CREATE INDEX support_messages_by ON support_messages (author_id, created_at);
CREATE UNIQUE INDEX support_messages_mail ON support_messages (request_id, mail_id) WHERE mail_id <> '';

-- Proofs for approval. They are no tickets: they stand in a table of their own, under codes that no
-- ticket can have.
CREATE TABLE test_tickets (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  request_id      TEXT NOT NULL REFERENCES support_requests (id),
  event_id        TEXT NOT NULL REFERENCES events (id),
  type_id         TEXT NOT NULL, -- may be gone since
  type_name       TEXT NOT NULL,
  price           INTEGER NOT NULL,
  code            TEXT NOT NULL UNIQUE CHECK (code LIKE 'TESTU%' AND length(code) = 17),
  state           TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused')),
  issued_by       TEXT NOT NULL,
  issued_name     TEXT NOT NULL,
  issued_at       DATETIME NOT NULL,
  decided_name    TEXT NOT NULL DEFAULT '',
  decided_at      DATETIME
);
CREATE INDEX test_tickets_of ON test_tickets (request_id, id);
CREATE UNIQUE INDEX test_tickets_waiting ON test_tickets (request_id) WHERE state = 'waiting';

-- A scan has an outcome more, which the old column's CHECK did not know.
DROP TRIGGER check_ins_keep;
ALTER TABLE check_ins ADD COLUMN came_to TEXT NOT NULL DEFAULT 'unknown' CHECK (came_to IN ('in', 'already', 'refunded', 'cancelled', 'other_event', 'unknown', 'not_open', 'undone', 'test'));
UPDATE check_ins SET came_to = outcome;
ALTER TABLE check_ins DROP COLUMN outcome;
ALTER TABLE check_ins RENAME COLUMN came_to TO outcome;
-- +goose StatementBegin
CREATE TRIGGER check_ins_keep BEFORE UPDATE ON check_ins
BEGIN SELECT RAISE(ABORT, 'check_ins is append-only'); END;
-- +goose StatementEnd

-- +goose Down
SELECT 1 / 0; -- forward only
