-- +goose Up

-- All mails about one request are one conversation in the reader's mail program too.
ALTER TABLE mails ADD COLUMN request_id TEXT NOT NULL DEFAULT '';
CREATE INDEX mails_of_request ON mails (request_id, recipient, id) WHERE request_id <> '';

-- Names and sizes (JSON) of the files that came with an answer by mail, which are not kept.
ALTER TABLE support_messages ADD COLUMN files TEXT;

-- +goose Down
SELECT 1 / 0; -- forward only
