-- +goose Up

-- What a shop, or the list that was imported, calls an order; without regard to ASCII case, as
-- people read it out. An event's list is imported once, however often it is sent.
ALTER TABLE orders ADD COLUMN shop_reference TEXT NOT NULL DEFAULT '' COLLATE NOCASE;
CREATE INDEX orders_shop ON orders (organisation_id, shop_reference) WHERE shop_reference <> '';
CREATE UNIQUE INDEX orders_imported ON orders (event_id, shop_reference) WHERE channel = 'import' AND shop_reference <> '';

-- +goose Down
SELECT 1 / 0; -- forward only
