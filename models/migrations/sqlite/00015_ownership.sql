-- +goose Up

-- Until then whoever handed the ownership over may take it back, and nobody changes them.
ALTER TABLE memberships ADD COLUMN kept_until DATETIME;

-- The ownership of an organisation offered to one of its members. held is what the successor had
-- before, to be given back when the ownership is taken back. Names stand here as they were.
CREATE TABLE ownership_transfers (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  from_id         TEXT NOT NULL, -- membership
  from_name       TEXT NOT NULL,
  to_id           TEXT NOT NULL, -- membership
  to_name         TEXT NOT NULL,
  to_email        TEXT NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('offered', 'withdrawn', 'declined', 'lapsed', 'accepted', 'taken_back')),
  held            TEXT NOT NULL DEFAULT '',
  offered_at      DATETIME NOT NULL,
  expires_at      DATETIME NOT NULL,
  back_until      DATETIME, -- once accepted
  ended_at        DATETIME,
  CHECK (state NOT IN ('accepted', 'taken_back') OR back_until IS NOT NULL AND held <> '')
);
CREATE UNIQUE INDEX ownership_transfers_open ON ownership_transfers (organisation_id) WHERE state = 'offered';
CREATE INDEX ownership_transfers_due ON ownership_transfers (expires_at) WHERE state = 'offered';
CREATE INDEX ownership_transfers_of ON ownership_transfers (organisation_id, state, back_until);

-- A letter signed by an owner who is gone, which names a successor (EC9). number is what the desk
-- calls it; due_at is when it happens unless the owner objects.
CREATE TABLE ownership_letters (
  id              TEXT PRIMARY KEY,
  number          INTEGER NOT NULL UNIQUE,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  owner_name      TEXT NOT NULL,
  owner_email     TEXT NOT NULL,
  successor_id    TEXT NOT NULL, -- membership
  successor_name  TEXT NOT NULL,
  successor_email TEXT NOT NULL,
  submitted_by    TEXT NOT NULL REFERENCES users (id),
  submitter_name  TEXT NOT NULL,
  by_support      BOOLEAN NOT NULL,
  reason          TEXT NOT NULL,
  file_name       TEXT NOT NULL, -- for display alone
  media           TEXT NOT NULL CHECK (media IN ('application/pdf', 'image/png', 'image/jpeg')),
  size            INTEGER NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'refused', 'objected', 'failed', 'moot')),
  refusal         TEXT NOT NULL DEFAULT '',
  refused_by      TEXT NOT NULL DEFAULT '',
  due_at          DATETIME,
  created_at      DATETIME NOT NULL,
  changed_at      DATETIME NOT NULL,
  CHECK (state <> 'running' OR due_at IS NOT NULL)
);
CREATE UNIQUE INDEX ownership_letters_open ON ownership_letters (organisation_id) WHERE state IN ('waiting', 'running');
CREATE INDEX ownership_letters_due ON ownership_letters (due_at) WHERE state = 'running';
CREATE INDEX ownership_letters_listed ON ownership_letters (state, number);
CREATE INDEX ownership_letters_of ON ownership_letters (organisation_id, number);

-- What was uploaded. It lies in the database, where no address of the console serves it as a page.
CREATE TABLE letter_files (
  letter_id TEXT PRIMARY KEY REFERENCES ownership_letters (id),
  content   BLOB NOT NULL
);

-- One row a person: two approvals of one count once.
CREATE TABLE letter_approvals (
  letter_id   TEXT NOT NULL REFERENCES ownership_letters (id),
  user_id     TEXT NOT NULL REFERENCES users (id),
  approved_at DATETIME NOT NULL,
  PRIMARY KEY (letter_id, user_id)
) WITHOUT ROWID;

-- +goose Down
SELECT 1 / 0; -- forward only
