-- +goose Up

-- What an order was placed with is the order's own: who buys is told by each order, and nobody
-- reads or changes what stands on another one. Orders of one address are one customer's.
ALTER TABLE orders ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN email_key TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN locale TEXT NOT NULL DEFAULT ''; -- language of the mails; '' for the organisation's
ALTER TABLE orders ADD COLUMN contact_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE orders ADD COLUMN erased_at DATETIME;
ALTER TABLE orders ADD COLUMN erasure TEXT NOT NULL DEFAULT ''; -- shared by the orders of a customer who was erased

-- The link to an order's tickets has a number: those before it open nothing any more.
ALTER TABLE orders ADD COLUMN link INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN readdressed BOOLEAN NOT NULL DEFAULT FALSE; -- since the link was mailed

-- Tickets may be refunded one by one. What an order counts here was refunded while the rest of it
-- stayed paid; tickets and total stay as they were sold.
ALTER TABLE orders ADD COLUMN refunded_tickets INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN refunded_total INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN refunded_at DATETIME;
UPDATE tickets SET refunded_at = o.ended_at FROM orders o WHERE o.id = tickets.order_id AND o.state = 'refunded' AND NOT tickets.valid;

UPDATE orders SET name = CASE WHEN orders.name <> '' THEN orders.name ELSE b.name END, email = b.email, email_key = b.email_key, phone = b.phone, locale = b.locale,
    contact_version = b.version, erased_at = b.erased_at, erasure = CASE WHEN b.erased_at IS NULL THEN '' ELSE b.id END
  FROM buyers b WHERE b.id = orders.buyer_id;

-- The folded words under which an order is found; see 00019 for the orders that were there.
CREATE TABLE order_tokens (
  organisation_id TEXT NOT NULL,
  token           TEXT NOT NULL,
  order_id        TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  PRIMARY KEY (organisation_id, token, order_id)
) WITHOUT ROWID;
CREATE INDEX order_tokens_of ON order_tokens (order_id);

DROP INDEX orders_buyer;
ALTER TABLE orders DROP COLUMN buyer_id;
DROP TABLE buyer_tokens;
DROP TABLE buyers;

CREATE INDEX orders_contact ON orders (organisation_id, email_key, placed_at, id) WHERE email_key <> '';
CREATE INDEX orders_partly ON orders (organisation_id, event_id, placed_on, state, refunded_tickets, refunded_total) WHERE refunded_tickets > 0;
DROP INDEX orders_sold;
CREATE INDEX orders_sold ON orders (organisation_id, state, event_id, channel, placed_on, tickets, total, refunded_tickets, refunded_total);
CREATE INDEX orders_erasure ON orders (organisation_id, erasure) WHERE erasure <> '';

-- +goose Down
SELECT 1 / 0; -- forward only
