-- +goose Up

-- A submitted form that makes something, kept for a day: sent again under the same attempt, it makes
-- nothing more and is answered as before. Nothing here can be read without the attempt, which the
-- browser's page holds: key is a hash of it with who sent the form and whereto, fingerprint a hash of
-- what was entered keyed with it, answer sealed with it. claim names the request that came first.
CREATE TABLE submissions (
  key         TEXT PRIMARY KEY,
  claim       TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  answer      BLOB, -- NULL until it is given
  created_at  DATETIME NOT NULL
);
CREATE INDEX submissions_made ON submissions (created_at);

-- What sales at the door had for the same purpose.
DROP INDEX orders_attempt;
ALTER TABLE orders DROP COLUMN attempt;

-- A mail goes to those alone who may see what it tells: what was switched on beyond that is off.
UPDATE memberships SET notify_settlements = FALSE WHERE notify_settlements AND NOT owner AND NOT EXISTS
  (SELECT 1 FROM grants WHERE membership_id = memberships.id AND section = 'finance' AND level >= 1);
UPDATE memberships SET notify_orders = FALSE WHERE notify_orders AND NOT owner AND NOT EXISTS
  (SELECT 1 FROM grants WHERE membership_id = memberships.id AND section IN ('customers', 'reports') AND level >= 1);

-- +goose Down
SELECT 1 / 0; -- forward only
