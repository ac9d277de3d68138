-- +goose Up

CREATE TABLE organisations (
  id              TEXT PRIMARY KEY,
  name            TEXT NOT NULL,
  time_zone       TEXT NOT NULL,
  locale          TEXT NOT NULL,
  members_edit    BOOLEAN NOT NULL DEFAULT TRUE,
  invitation_days INTEGER NOT NULL DEFAULT 7 CHECK (invitation_days BETWEEN 1 AND 30),
  version         INTEGER NOT NULL DEFAULT 1,
  created_at      DATETIME NOT NULL,
  updated_at      DATETIME NOT NULL
);

-- At most one row: the hash of the set-up link. It stays when it is spent, so that whoever
-- opens the link later is told.
CREATE TABLE setup_links (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  token_hash TEXT NOT NULL,
  created_at DATETIME NOT NULL
);

CREATE TABLE users (
  id            TEXT PRIMARY KEY,
  email         TEXT NOT NULL,
  email_key     TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  password_hash TEXT NOT NULL DEFAULT '',
  locale        TEXT NOT NULL DEFAULT '',
  theme         TEXT NOT NULL DEFAULT '' CHECK (theme IN ('', 'light', 'dark')),
  password_at   DATETIME,
  created_at    DATETIME NOT NULL,
  updated_at    DATETIME NOT NULL
);

-- A person in one organisation, from the prepared invitation to the removal. user_id is
-- empty until the invitation is accepted.
CREATE TABLE memberships (
  id                 TEXT PRIMARY KEY,
  organisation_id    TEXT NOT NULL REFERENCES organisations (id),
  user_id            TEXT REFERENCES users (id),
  email              TEXT NOT NULL,
  email_key          TEXT NOT NULL,
  name               TEXT NOT NULL,
  sort_name          TEXT NOT NULL,
  phone              TEXT NOT NULL DEFAULT '',
  title              TEXT NOT NULL DEFAULT '',
  role               TEXT NOT NULL DEFAULT 'custom',
  owner              BOOLEAN NOT NULL DEFAULT FALSE,
  state              TEXT NOT NULL CHECK (state IN ('prepared', 'invited', 'declined', 'member')),
  active             BOOLEAN NOT NULL DEFAULT TRUE,
  scope_all          BOOLEAN NOT NULL DEFAULT TRUE,
  valid_from         TEXT NOT NULL DEFAULT '',
  valid_until        TEXT NOT NULL DEFAULT '',
  notify_orders      BOOLEAN NOT NULL DEFAULT FALSE,
  notify_settlements BOOLEAN NOT NULL DEFAULT FALSE,
  invited_by         TEXT NOT NULL DEFAULT '',
  last_seen_at       DATETIME NOT NULL,
  version            INTEGER NOT NULL DEFAULT 1,
  created_at         DATETIME NOT NULL,
  updated_at         DATETIME NOT NULL,
  CHECK (state <> 'member' OR user_id IS NOT NULL),
  CHECK (NOT owner OR (state = 'member' AND active AND scope_all AND valid_from = '' AND valid_until = ''))
);
CREATE UNIQUE INDEX memberships_email ON memberships (organisation_id, email_key);
CREATE UNIQUE INDEX memberships_user ON memberships (organisation_id, user_id) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX memberships_owner ON memberships (organisation_id) WHERE owner;
CREATE INDEX memberships_name ON memberships (organisation_id, sort_name, id);
CREATE INDEX memberships_mail ON memberships (organisation_id, email_key, id);
CREATE INDEX memberships_seen ON memberships (organisation_id, last_seen_at, id);
CREATE INDEX memberships_role ON memberships (organisation_id, role, sort_name, id);
CREATE INDEX memberships_state ON memberships (organisation_id, state, active, sort_name, id);
CREATE INDEX memberships_of_user ON memberships (user_id);

-- Levels above none, a row each. Organisation and sort name stand here again so that
-- "who has at least edit on ..." is one range of the index, in the order of the list.
CREATE TABLE grants (
  membership_id   TEXT NOT NULL REFERENCES memberships (id) ON DELETE CASCADE,
  section         TEXT NOT NULL,
  level           INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
  organisation_id TEXT NOT NULL,
  sort_name       TEXT NOT NULL,
  PRIMARY KEY (membership_id, section)
) WITHOUT ROWID;
CREATE INDEX grants_who ON grants (organisation_id, section, level, sort_name, membership_id);

-- The words by which a person is found, each in a row: prefix search on any engine.
CREATE TABLE search_tokens (
  organisation_id TEXT NOT NULL,
  token           TEXT NOT NULL,
  membership_id   TEXT NOT NULL REFERENCES memberships (id) ON DELETE CASCADE,
  PRIMARY KEY (organisation_id, token, membership_id)
) WITHOUT ROWID;
CREATE INDEX search_tokens_of ON search_tokens (membership_id);

CREATE TABLE invitations (
  membership_id   TEXT PRIMARY KEY REFERENCES memberships (id) ON DELETE CASCADE,
  organisation_id TEXT NOT NULL,
  token_hash      TEXT NOT NULL UNIQUE,
  inviter_id      TEXT NOT NULL,
  expires_at      DATETIME NOT NULL,
  sent_at         DATETIME,
  outcome         TEXT NOT NULL CHECK (outcome IN ('queued', 'sent', 'failed')),
  failure         TEXT NOT NULL DEFAULT '',
  spent_at        DATETIME,
  asked_at        DATETIME,
  created_at      DATETIME NOT NULL
);

CREATE TABLE password_resets (
  id           TEXT PRIMARY KEY,
  user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token_hash   TEXT NOT NULL UNIQUE,
  requested_by TEXT NOT NULL DEFAULT '',
  expires_at   DATETIME NOT NULL,
  spent_at     DATETIME,
  created_at   DATETIME NOT NULL
);
CREATE INDEX password_resets_user ON password_resets (user_id, created_at);

CREATE TABLE sessions (
  id              TEXT PRIMARY KEY,
  token_hash      TEXT NOT NULL UNIQUE,
  user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  organisation_id TEXT NOT NULL DEFAULT '',
  flash           TEXT NOT NULL DEFAULT '',
  address         TEXT NOT NULL DEFAULT '',
  agent           TEXT NOT NULL DEFAULT '',
  created_at      DATETIME NOT NULL,
  seen_at         DATETIME NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id, seen_at);

-- Failed sign-ins, counted by account and by client address.
CREATE TABLE attempts (
  kind         TEXT NOT NULL,
  key          TEXT NOT NULL,
  failures     INTEGER NOT NULL,
  since        DATETIME NOT NULL,
  locked_until DATETIME,
  PRIMARY KEY (kind, key)
) WITHOUT ROWID;

CREATE TABLE roles (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  name            TEXT NOT NULL,
  name_key        TEXT NOT NULL,
  purpose         TEXT NOT NULL DEFAULT '',
  levels          TEXT NOT NULL,
  chosen          BOOLEAN NOT NULL DEFAULT FALSE,
  orders          BOOLEAN NOT NULL DEFAULT FALSE,
  settlements     BOOLEAN NOT NULL DEFAULT FALSE,
  version         INTEGER NOT NULL DEFAULT 1,
  created_at      DATETIME NOT NULL,
  updated_at      DATETIME NOT NULL
);
CREATE UNIQUE INDEX roles_name ON roles (organisation_id, name_key);

CREATE TABLE events (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  name            TEXT NOT NULL,
  sort_name       TEXT NOT NULL,
  venue           TEXT NOT NULL DEFAULT '',
  found_by        TEXT NOT NULL, -- name and venue as search looks at them
  begins_at       DATETIME NOT NULL,
  ends_at         DATETIME NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('draft', 'published', 'cancelled')),
  created_by      TEXT NOT NULL,
  version         INTEGER NOT NULL DEFAULT 1,
  created_at      DATETIME NOT NULL,
  updated_at      DATETIME NOT NULL,
  CHECK (ends_at > begins_at)
);
CREATE INDEX events_begins ON events (organisation_id, begins_at, id);
CREATE INDEX events_ends ON events (organisation_id, ends_at, id);
CREATE INDEX events_name ON events (organisation_id, sort_name, id);

CREATE TABLE membership_events (
  membership_id   TEXT NOT NULL REFERENCES memberships (id) ON DELETE CASCADE,
  event_id        TEXT NOT NULL REFERENCES events (id),
  organisation_id TEXT NOT NULL,
  PRIMARY KEY (membership_id, event_id)
) WITHOUT ROWID;
CREATE INDEX membership_events_of ON membership_events (event_id, membership_id);

-- +goose Down
SELECT 1 / 0; -- forward only
