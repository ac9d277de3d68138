-- +goose Up

-- One row that is written to see whether the database can be written.
CREATE TABLE write_probes (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  tried_at DATETIME NOT NULL
);

-- Backups that were made, for whoever asks how old the last one is.
CREATE TABLE backups (
  id      TEXT PRIMARY KEY,
  made_at DATETIME NOT NULL,
  file    TEXT NOT NULL,
  bytes   INTEGER NOT NULL,
  entries INTEGER NOT NULL -- of the history
) WITHOUT ROWID;
CREATE INDEX backups_made ON backups (made_at);

-- +goose Down
SELECT 1 / 0; -- forward only
