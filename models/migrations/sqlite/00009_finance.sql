-- +goose Up

-- An organisation with an acquiring agreement of its own gets its money directly: there is
-- nothing to settle (ST4).
ALTER TABLE organisations ADD COLUMN own_acquiring BOOLEAN NOT NULL DEFAULT FALSE;

-- The fee schedule that an organisation has chosen; without a row the usual one holds.
CREATE TABLE fee_schedules (
  organisation_id TEXT PRIMARY KEY REFERENCES organisations (id),
  version         INTEGER NOT NULL,
  updated_at      DATETIME NOT NULL
);

-- A bracket lies on the public price: above its lower end (the first one from it on), up to and
-- including its upper end. kept is the organisation's share, in hundredths of a percent.
CREATE TABLE fee_brackets (
  organisation_id TEXT NOT NULL REFERENCES fee_schedules (organisation_id) ON DELETE CASCADE,
  up_to           INTEGER NOT NULL,
  above           INTEGER NOT NULL CHECK (above >= 0 AND above < up_to),
  kept            INTEGER NOT NULL CHECK (kept BETWEEN 1 AND 10000),
  PRIMARY KEY (organisation_id, up_to)
) WITHOUT ROWID;

-- What an event brought, frozen when the settlement was prepared. number is given when it is
-- settled, in sequence.
CREATE TABLE settlements (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  event_id        TEXT NOT NULL UNIQUE REFERENCES events (id),
  state           TEXT NOT NULL CHECK (state IN ('prepared', 'settled')),
  number          INTEGER,
  currency        TEXT NOT NULL,
  tickets         INTEGER NOT NULL,
  gross           INTEGER NOT NULL,
  fee             INTEGER NOT NULL,
  net             INTEGER NOT NULL,
  ended_tickets   INTEGER NOT NULL, -- of orders that were cancelled or refunded
  ended_gross     INTEGER NOT NULL,
  prepared_by     TEXT NOT NULL,
  prepared_name   TEXT NOT NULL,
  prepared_at     DATETIME NOT NULL,
  settled_by      TEXT NOT NULL DEFAULT '',
  settled_name    TEXT NOT NULL DEFAULT '',
  settled_at      DATETIME,
  version         INTEGER NOT NULL DEFAULT 1,
  UNIQUE (organisation_id, number),
  CHECK ((state = 'settled') = (number IS NOT NULL AND settled_at IS NOT NULL))
);

CREATE TABLE settlement_lines (
  settlement_id TEXT NOT NULL REFERENCES settlements (id) ON DELETE CASCADE,
  position      INTEGER NOT NULL,
  name          TEXT NOT NULL, -- of the ticket type
  price         INTEGER NOT NULL,
  kept          INTEGER NOT NULL, -- hundredths of a percent; 10000 for a free ticket
  tickets       INTEGER NOT NULL,
  gross         INTEGER NOT NULL,
  fee           INTEGER NOT NULL,
  net           INTEGER NOT NULL,
  PRIMARY KEY (settlement_id, position)
) WITHOUT ROWID;

-- What is settled stays as it is, its lines too.
-- +goose StatementBegin
CREATE TRIGGER settlements_stay BEFORE UPDATE ON settlements WHEN OLD.state = 'settled'
BEGIN SELECT RAISE(ABORT, 'a settlement is final'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER settlements_remain BEFORE DELETE ON settlements WHEN OLD.state = 'settled'
BEGIN SELECT RAISE(ABORT, 'a settlement is final'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER settlement_lines_stay BEFORE UPDATE ON settlement_lines WHEN (SELECT state FROM settlements WHERE id = OLD.settlement_id) = 'settled'
BEGIN SELECT RAISE(ABORT, 'a settlement is final'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER settlement_lines_remain BEFORE DELETE ON settlement_lines WHEN (SELECT state FROM settlements WHERE id = OLD.settlement_id) = 'settled'
BEGIN SELECT RAISE(ABORT, 'a settlement is final'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER settlement_lines_complete BEFORE INSERT ON settlement_lines WHEN (SELECT state FROM settlements WHERE id = NEW.settlement_id) = 'settled'
BEGIN SELECT RAISE(ABORT, 'a settlement is final'); END;
-- +goose StatementEnd

-- +goose Down
SELECT 1 / 0; -- forward only
