-- +goose Up

-- The keys of the keys file that this database was used with, by an id that tells nothing of them.
-- All that are not lost must be in the file, or links that were mailed lead nowhere.
CREATE TABLE installation_keys (
  id       TEXT PRIMARY KEY,
  known_at DATETIME NOT NULL,
  lost_at  DATETIME -- when the operator said that it is gone for good
) WITHOUT ROWID;

-- +goose Down
SELECT 1 / 0; -- forward only
