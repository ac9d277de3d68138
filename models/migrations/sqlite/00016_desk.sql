-- +goose Up

-- Organisations that support is opening (MP2). Nothing of one is there before its owner accepts:
-- an organisation always has exactly one owner, who is active and has accepted. What came of it
-- stands in organisation_id.
CREATE TABLE openings (
  id              TEXT PRIMARY KEY,
  token_hash      TEXT NOT NULL UNIQUE,
  organisation    TEXT NOT NULL,
  name_key        TEXT NOT NULL,
  time_zone       TEXT NOT NULL,
  locale          TEXT NOT NULL,
  owner_name      TEXT NOT NULL,
  email           TEXT NOT NULL,
  email_key       TEXT NOT NULL,
  opened_by       TEXT NOT NULL,
  opened_by_name  TEXT NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn')),
  organisation_id TEXT NOT NULL DEFAULT '',
  expires_at      DATETIME NOT NULL,
  created_at      DATETIME NOT NULL,
  updated_at      DATETIME NOT NULL,
  CHECK (state <> 'accepted' OR organisation_id <> '')
);
CREATE UNIQUE INDEX openings_open ON openings (name_key, email_key) WHERE state = 'open';
CREATE INDEX openings_created ON openings (created_at, id);
CREATE INDEX openings_of ON openings (email_key, state);

-- Support looks for people whatever their organisation, and at what became of their mails.
CREATE INDEX memberships_address ON memberships (email_key, id);
CREATE INDEX search_tokens_word ON search_tokens (token, membership_id);
CREATE INDEX mails_to ON mails (recipient, created_at, id);
CREATE INDEX mails_of_link ON mails (token_hash) WHERE token_hash <> '';
CREATE INDEX mails_failed ON mails (organisation_id, created_at) WHERE state = 'failed';

-- +goose Down
SELECT 1 / 0; -- forward only
