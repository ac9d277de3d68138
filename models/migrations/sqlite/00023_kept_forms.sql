-- +goose Up

-- The session that a person began last in a browser, so that it is known whose it was once it has
-- ended.
ALTER TABLE known_browsers ADD COLUMN session_hash TEXT NOT NULL DEFAULT '';

-- What somebody sent from a browser after their session had ended: sealed, for that person in that
-- browser alone, for an hour.
CREATE TABLE kept_forms (
  token_hash TEXT NOT NULL,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  content    BLOB NOT NULL,
  created_at DATETIME NOT NULL,
  PRIMARY KEY (token_hash, user_id)
) WITHOUT ROWID;

-- +goose Down
SELECT 1 / 0; -- forward only
