-- +goose Up

-- People of the platform's support desk: users who belong to no organisation. A row stays when
-- somebody leaves, because letters and histories name them.
CREATE TABLE staff (
  user_id    TEXT PRIMARY KEY REFERENCES users (id),
  lead       BOOLEAN NOT NULL DEFAULT FALSE,
  removed_at DATETIME,
  created_at DATETIME NOT NULL
);

-- A session of the desk may look at the console as a member does, until a moment.
ALTER TABLE sessions ADD COLUMN viewing_id TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN viewing_until DATETIME;

-- The owner's standing consent to that.
ALTER TABLE organisations ADD COLUMN support_view BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Down
SELECT 1 / 0; -- forward only
