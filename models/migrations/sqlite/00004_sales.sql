-- +goose Up

-- Money is counted in the organisation's currency, in its smallest unit.
ALTER TABLE organisations ADD COLUMN currency TEXT NOT NULL DEFAULT 'EUR';

-- A state more, which the old column's CHECK did not know; and the event's own setting for the
-- mails of new orders (MP4).
ALTER TABLE events ADD COLUMN phase TEXT NOT NULL DEFAULT 'draft' CHECK (phase IN ('draft', 'published', 'closed', 'cancelled'));
UPDATE events SET phase = state;
ALTER TABLE events DROP COLUMN state;
ALTER TABLE events RENAME COLUMN phase TO state;
ALTER TABLE events ADD COLUMN order_mails BOOLEAN NOT NULL DEFAULT TRUE;

-- What can be bought. A type without a parent price has a quota of its own and counts in taken
-- what was drawn from it, by itself and by the types that name it as their parent (CC7).
CREATE TABLE ticket_types (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  event_id        TEXT NOT NULL REFERENCES events (id),
  parent_id       TEXT REFERENCES ticket_types (id),
  name            TEXT NOT NULL,
  name_key        TEXT NOT NULL,
  price           INTEGER NOT NULL CHECK (price >= 0),
  quota           INTEGER CHECK (quota >= 0),
  taken           INTEGER NOT NULL DEFAULT 0 CHECK (taken >= 0 AND (quota IS NULL OR taken <= quota)),
  sales_from      DATETIME,
  sales_until     DATETIME,
  position        INTEGER NOT NULL,
  version         INTEGER NOT NULL DEFAULT 1,
  created_at      DATETIME NOT NULL,
  updated_at      DATETIME NOT NULL,
  CHECK ((parent_id IS NULL) = (quota IS NOT NULL)),
  UNIQUE (event_id, name_key)
);
CREATE INDEX ticket_types_of ON ticket_types (organisation_id, event_id, position, id);
CREATE INDEX ticket_types_parent ON ticket_types (parent_id) WHERE parent_id IS NOT NULL;

-- Who buys: one row for an e-mail address in an organisation, or for one order without any.
CREATE TABLE buyers (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  name            TEXT NOT NULL DEFAULT '',
  email           TEXT NOT NULL DEFAULT '',
  email_key       TEXT NOT NULL DEFAULT '',
  phone           TEXT NOT NULL DEFAULT '',
  locale          TEXT NOT NULL DEFAULT '',
  erased_at       DATETIME,
  version         INTEGER NOT NULL DEFAULT 1,
  created_at      DATETIME NOT NULL,
  updated_at      DATETIME NOT NULL
);
CREATE UNIQUE INDEX buyers_email ON buyers (organisation_id, email_key) WHERE email_key <> '';

-- The folded words under which a buyer is found.
CREATE TABLE buyer_tokens (
  organisation_id TEXT NOT NULL,
  token           TEXT NOT NULL,
  buyer_id        TEXT NOT NULL REFERENCES buyers (id) ON DELETE CASCADE,
  PRIMARY KEY (organisation_id, token, buyer_id)
) WITHOUT ROWID;
CREATE INDEX buyer_tokens_of ON buyer_tokens (buyer_id);

-- An order is for tickets of one event. placed_on is its day in the organisation's zone.
CREATE TABLE orders (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  event_id        TEXT NOT NULL REFERENCES events (id),
  buyer_id        TEXT REFERENCES buyers (id),
  reference       TEXT NOT NULL,
  name            TEXT NOT NULL DEFAULT '',
  channel         TEXT NOT NULL CHECK (channel IN ('door', 'import', 'api')),
  state           TEXT NOT NULL CHECK (state IN ('paid', 'cancelled', 'refunded')),
  payment         TEXT NOT NULL CHECK (payment IN ('cash', 'card', 'online', 'free')),
  tickets         INTEGER NOT NULL CHECK (tickets > 0),
  total           INTEGER NOT NULL CHECK (total >= 0),
  currency        TEXT NOT NULL,
  source_id       TEXT NOT NULL DEFAULT '', -- the till, import or API token that it came from
  seller_id       TEXT NOT NULL DEFAULT '', -- user, of a sale at the door
  seller_name     TEXT NOT NULL DEFAULT '',
  placed_at       DATETIME NOT NULL,
  placed_on       TEXT NOT NULL,
  ended_at        DATETIME, -- when it was cancelled or refunded
  version         INTEGER NOT NULL DEFAULT 1,
  updated_at      DATETIME NOT NULL,
  UNIQUE (organisation_id, reference)
);
CREATE INDEX orders_placed ON orders (organisation_id, placed_at, id);
CREATE INDEX orders_event ON orders (organisation_id, event_id, placed_at, id);
CREATE INDEX orders_buyer ON orders (buyer_id) WHERE buyer_id IS NOT NULL;
CREATE INDEX orders_source ON orders (source_id, id) WHERE source_id <> '';

CREATE TABLE tickets (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  event_id        TEXT NOT NULL,
  order_id        TEXT NOT NULL REFERENCES orders (id),
  type_id         TEXT NOT NULL REFERENCES ticket_types (id),
  number          INTEGER NOT NULL, -- within the order, from 1
  code            TEXT NOT NULL UNIQUE,
  price           INTEGER NOT NULL,
  valid           BOOLEAN NOT NULL DEFAULT TRUE,
  sold_on         TEXT NOT NULL,
  checked_in_at   DATETIME,
  UNIQUE (order_id, number)
);
CREATE INDEX tickets_sold ON tickets (organisation_id, event_id, type_id, sold_on, price, valid);
CREATE INDEX tickets_in ON tickets (event_id, checked_in_at) WHERE checked_in_at IS NOT NULL;

-- Mails about an order end with it, and are wiped with its buyer.
ALTER TABLE mails ADD COLUMN order_id TEXT NOT NULL DEFAULT '';
CREATE INDEX mails_of_order ON mails (order_id) WHERE order_id <> '';

-- Whom a new order is mailed to (MP4).
CREATE INDEX memberships_notified ON memberships (organisation_id) WHERE notify_orders;

-- +goose Down
SELECT 1 / 0; -- forward only
