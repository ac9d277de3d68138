-- +goose Up

-- Cancelled and refunded orders are few among many: their list must not read all the others.
CREATE INDEX orders_ended ON orders (organisation_id, state, placed_at, id) WHERE state <> 'paid';

-- +goose Down
SELECT 1 / 0; -- forward only
