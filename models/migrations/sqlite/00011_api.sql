-- +goose Up

-- The key of a shop's own program to the API. It belongs to the organisation, not to whoever made
-- it; the token stands here as its hash alone.
CREATE TABLE api_tokens (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  name            TEXT NOT NULL,
  token_hash      TEXT NOT NULL UNIQUE,
  scope_all       BOOLEAN NOT NULL,
  valid_until     TEXT NOT NULL DEFAULT '', -- last day, YYYY-MM-DD in the organisation's zone
  created_by      TEXT NOT NULL, -- user
  created_name    TEXT NOT NULL,
  created_at      DATETIME NOT NULL,
  last_used_at    DATETIME, -- to the minute
  revoked_at      DATETIME
);
CREATE INDEX api_tokens_of ON api_tokens (organisation_id, created_at, id);

CREATE TABLE api_token_events (
  token_id TEXT NOT NULL REFERENCES api_tokens (id) ON DELETE CASCADE,
  event_id TEXT NOT NULL REFERENCES events (id),
  PRIMARY KEY (token_id, event_id)
) WITHOUT ROWID;

-- What a token has ordered, by the key under which its shop asked for it: asked again, it is
-- answered again. fingerprint is a keyed hash of the request's body.
CREATE TABLE api_orders (
  token_id        TEXT NOT NULL REFERENCES api_tokens (id),
  idempotency_key TEXT NOT NULL,
  fingerprint     TEXT NOT NULL,
  order_id        TEXT NOT NULL REFERENCES orders (id),
  created_at      DATETIME NOT NULL,
  PRIMARY KEY (token_id, idempotency_key)
) WITHOUT ROWID;

-- +goose Down
SELECT 1 / 0; -- forward only
