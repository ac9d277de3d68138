-- +goose Up

CREATE TABLE history (
  seq             INTEGER PRIMARY KEY AUTOINCREMENT,
  organisation_id TEXT NOT NULL DEFAULT '',
  at              DATETIME NOT NULL,
  actor_id        TEXT NOT NULL DEFAULT '',
  actor_name      TEXT NOT NULL DEFAULT '',
  acting_as       TEXT NOT NULL DEFAULT '',
  action          TEXT NOT NULL,
  target_kind     TEXT NOT NULL DEFAULT '',
  target_id       TEXT NOT NULL DEFAULT '',
  target_name     TEXT NOT NULL DEFAULT '',
  event_id        TEXT NOT NULL DEFAULT '',
  changes         TEXT NOT NULL DEFAULT '[]',
  address         TEXT NOT NULL DEFAULT '',
  request_id      TEXT NOT NULL DEFAULT '',
  previous        TEXT NOT NULL,
  hash            TEXT NOT NULL UNIQUE
);
CREATE INDEX history_of_organisation ON history (organisation_id, seq);
CREATE INDEX history_of_target ON history (organisation_id, target_id, seq);
CREATE INDEX history_of_actor ON history (organisation_id, actor_id, seq);
CREATE INDEX history_of_action ON history (organisation_id, action, seq);

-- +goose StatementBegin
CREATE TRIGGER history_keeps BEFORE UPDATE ON history
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER history_stays BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
-- +goose StatementEnd
-- REPLACE removes the old row without asking the trigger above, so an entry may only follow the last.
-- +goose StatementBegin
CREATE TRIGGER history_follows BEFORE INSERT ON history WHEN NEW.seq <= (SELECT max(seq) FROM history)
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
-- +goose StatementEnd

-- +goose Down
SELECT 1 / 0; -- forward only
