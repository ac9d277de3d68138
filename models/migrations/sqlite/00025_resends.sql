-- +goose Up

-- Mails that somebody caused by a click, for a day: how often one person may be sent the same.
CREATE TABLE resends (
  organisation_id TEXT NOT NULL,
  kind            TEXT NOT NULL,
  recipient       TEXT NOT NULL, -- folded e-mail address
  sent_at         DATETIME NOT NULL
);
CREATE INDEX resends_to ON resends (organisation_id, kind, recipient, sent_at);
CREATE INDEX resends_old ON resends (sent_at);

-- +goose Down
SELECT 1 / 0; -- forward only
