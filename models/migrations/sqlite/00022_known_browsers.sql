-- +goose Up

-- Browsers in which a person has signed in, or has come by a link that was mailed to them: wrong
-- passwords that strangers try do not count there. token_hash is of the browser's own cookie.
CREATE TABLE known_browsers (
  token_hash TEXT NOT NULL,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  seen_at    DATETIME NOT NULL, -- when the person last signed in there
  PRIMARY KEY (token_hash, user_id)
) WITHOUT ROWID;
CREATE INDEX known_browsers_of ON known_browsers (user_id, seen_at);

-- +goose Down
SELECT 1 / 0; -- forward only
