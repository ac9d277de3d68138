-- +goose Up

-- Lists of orders that were uploaded, each of one event, on their way into the console. counts
-- are those of the last look at the file; sums are what it sells, type by type; reason is why
-- an import failed.
CREATE TABLE imports (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  event_id        TEXT NOT NULL REFERENCES events (id),
  file_name       TEXT NOT NULL,
  locale          TEXT NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('waiting', 'checked', 'faulty', 'confirmed', 'done', 'failed', 'discarded')),
  user_name       TEXT NOT NULL,
  confirmed_by    TEXT NOT NULL DEFAULT '',
  confirmed_name  TEXT NOT NULL DEFAULT '',
  mail            BOOLEAN NOT NULL DEFAULT FALSE,
  lines           INTEGER NOT NULL DEFAULT 0,
  orders          INTEGER NOT NULL DEFAULT 0,
  tickets         INTEGER NOT NULL DEFAULT 0,
  total           INTEGER NOT NULL DEFAULT 0,
  unreachable     INTEGER NOT NULL DEFAULT 0,
  faults          INTEGER NOT NULL DEFAULT 0,
  sums            TEXT NOT NULL DEFAULT '[]',
  ignored         TEXT NOT NULL DEFAULT '[]',
  reason          TEXT NOT NULL DEFAULT '',
  reason_args     TEXT NOT NULL DEFAULT '[]',
  attempts        INTEGER NOT NULL DEFAULT 0,
  created_at      DATETIME NOT NULL,
  changed_at      DATETIME NOT NULL
);
CREATE INDEX imports_listed ON imports (organisation_id, created_at, id);
CREATE INDEX imports_due ON imports (changed_at, id) WHERE state IN ('waiting', 'confirmed');

-- What was uploaded, and its first orders: personal data, which goes as soon as an import has
-- come to its end.
CREATE TABLE import_files (
  import_id TEXT PRIMARY KEY REFERENCES imports (id) ON DELETE CASCADE,
  content   BLOB NOT NULL,
  preview   TEXT NOT NULL DEFAULT '[]'
);

-- What is wrong in it: line is the row as a spreadsheet counts, 0 for the whole file. value is
-- what stood there; it goes with the file.
CREATE TABLE import_faults (
  import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  seq       INTEGER NOT NULL,
  line      INTEGER NOT NULL,
  field     TEXT NOT NULL,
  key       TEXT NOT NULL,
  args      TEXT NOT NULL,
  value     TEXT NOT NULL,
  PRIMARY KEY (import_id, seq)
) WITHOUT ROWID;

-- +goose Down
SELECT 1 / 0; -- forward only
