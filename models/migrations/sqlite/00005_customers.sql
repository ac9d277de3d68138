-- +goose Up

-- The filters of customer service: cancelled and refunded orders are few among many, and a
-- channel may have few or none, so that their lists must not read all the others.
CREATE INDEX orders_ended ON orders (organisation_id, state, placed_at, id) WHERE state <> 'paid';
CREATE INDEX orders_channel ON orders (organisation_id, channel, placed_at, id);

-- +goose Down
SELECT 1 / 0; -- forward only
