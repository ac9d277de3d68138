-- +goose Up

-- A cash box at the door of one event, from the first coin to the count at the end.
CREATE TABLE tills (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  event_id        TEXT NOT NULL REFERENCES events (id),
  name            TEXT NOT NULL,
  name_key        TEXT NOT NULL,
  change_cash     INTEGER NOT NULL DEFAULT 0 CHECK (change_cash >= 0), -- in it when it was opened
  opened_by       TEXT NOT NULL,
  opened_name     TEXT NOT NULL,
  opened_at       DATETIME NOT NULL,
  expected        INTEGER, -- cash, when it was closed
  counted         INTEGER CHECK (counted >= 0),
  note            TEXT NOT NULL DEFAULT '',
  closed_by       TEXT NOT NULL DEFAULT '',
  closed_name     TEXT NOT NULL DEFAULT '',
  closed_at       DATETIME,
  CHECK ((closed_at IS NULL) = (counted IS NULL))
);
CREATE INDEX tills_of ON tills (organisation_id, event_id, opened_at, id);
CREATE UNIQUE INDEX tills_open ON tills (event_id, name_key) WHERE closed_at IS NULL;

-- attempt names one press of the button that sells, so that a second press sells nothing; voided
-- tells that the money went back out of the till.
ALTER TABLE orders ADD COLUMN attempt TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN voided BOOLEAN NOT NULL DEFAULT FALSE;
CREATE UNIQUE INDEX orders_attempt ON orders (organisation_id, attempt) WHERE attempt <> '';

-- +goose Down
SELECT 1 / 0; -- forward only
