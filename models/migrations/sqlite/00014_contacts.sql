-- +goose Up

-- An entry of an organisation's directory. Whoever gets web access keeps the id: the membership
-- then holds name, address, phone and title, and here they are empty; the roles stay.
CREATE TABLE contacts (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  name            TEXT NOT NULL DEFAULT '',
  sort_name       TEXT NOT NULL DEFAULT '',
  email           TEXT NOT NULL DEFAULT '',
  email_key       TEXT NOT NULL DEFAULT '',
  phone           TEXT NOT NULL DEFAULT '',
  title           TEXT NOT NULL DEFAULT '',
  roles           TEXT NOT NULL DEFAULT '', -- such as "invoice technical", in the order of the form
  version         INTEGER NOT NULL DEFAULT 1,
  created_at      DATETIME NOT NULL,
  updated_at      DATETIME NOT NULL
);
CREATE UNIQUE INDEX contacts_email ON contacts (organisation_id, email_key) WHERE email_key <> '';
CREATE INDEX contacts_name ON contacts (organisation_id, sort_name, id);

-- The words by which an entry without web access is found.
CREATE TABLE contact_tokens (
  organisation_id TEXT NOT NULL,
  token           TEXT NOT NULL,
  contact_id      TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  PRIMARY KEY (organisation_id, token, contact_id)
) WITHOUT ROWID;
CREATE INDEX contact_tokens_of ON contact_tokens (contact_id);

-- What somebody has asked the owner to do. It goes with the person who asked.
CREATE TABLE tasks (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  kind            TEXT NOT NULL CHECK (kind IN ('change')),
  membership_id   TEXT NOT NULL REFERENCES memberships (id) ON DELETE CASCADE,
  details         TEXT NOT NULL DEFAULT '', -- which details are to change, such as "name phone"
  text            TEXT NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('open', 'done')),
  answer          TEXT NOT NULL DEFAULT '',
  made_at         DATETIME NOT NULL,
  done_at         DATETIME,
  done_by         TEXT NOT NULL DEFAULT '', -- user's id
  done_name       TEXT NOT NULL DEFAULT '',
  version         INTEGER NOT NULL DEFAULT 1,
  CHECK ((state = 'done') = (done_at IS NOT NULL))
);
CREATE INDEX tasks_waiting ON tasks (organisation_id, state, made_at, id);
CREATE INDEX tasks_of_membership ON tasks (membership_id);

-- +goose Down
SELECT 1 / 0; -- forward only
