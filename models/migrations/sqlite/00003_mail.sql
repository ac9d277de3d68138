-- +goose Up

-- The outbox: a row is written in the transaction of the change that causes the mail.
-- secret holds the sealed link token, and is emptied when the mail leaves or is given up.
CREATE TABLE mails (
  id              TEXT PRIMARY KEY,
  message_id      TEXT NOT NULL UNIQUE,
  organisation_id TEXT NOT NULL DEFAULT '',
  membership_id   TEXT NOT NULL DEFAULT '',
  kind            TEXT NOT NULL,
  recipient       TEXT NOT NULL,
  recipient_name  TEXT NOT NULL DEFAULT '',
  locale          TEXT NOT NULL,
  data            TEXT NOT NULL,
  secret          BLOB,
  token_hash      TEXT NOT NULL DEFAULT '',
  state           TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'cancelled')),
  attempts        INTEGER NOT NULL DEFAULT 0,
  due_at          DATETIME NOT NULL,
  failure         TEXT NOT NULL DEFAULT '',
  sent_at         DATETIME,
  created_at      DATETIME NOT NULL
);
CREATE INDEX mails_due ON mails (due_at, id) WHERE state IN ('queued', 'sending');
CREATE INDEX mails_of_membership ON mails (membership_id) WHERE membership_id <> '';

-- What the mailbox transport keeps instead of sending.
CREATE TABLE mailbox (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL DEFAULT '',
  recipient       TEXT NOT NULL,
  subject         TEXT NOT NULL,
  text            TEXT NOT NULL,
  html            TEXT NOT NULL,
  created_at      DATETIME NOT NULL
);
CREATE INDEX mailbox_created ON mailbox (organisation_id, created_at, id);

-- +goose Down
SELECT 1 / 0; -- forward only
