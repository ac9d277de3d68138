-- +goose Up

-- What coins have added to the total of an order, or taken from it, where it was paid in cash at the
-- door: the smallest coin of many currencies is larger than their smallest unit. Prices, revenue, fees
-- and settlements are counted without it; what is in a till with it.
ALTER TABLE orders ADD COLUMN rounding INTEGER NOT NULL DEFAULT 0;
