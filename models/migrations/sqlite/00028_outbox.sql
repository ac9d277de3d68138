-- +goose Up

-- What leaves first, and to whom mails to people of the console go. rank: 0 urgent, 1 tickets, 2 the
-- rest, 3 what has made trouble before. since is when a mail began to wait: when it was queued, or
-- when somebody had it tried again.
ALTER TABLE mails ADD COLUMN rank INTEGER NOT NULL DEFAULT 2;
ALTER TABLE mails ADD COLUMN user_id TEXT NOT NULL DEFAULT '';
ALTER TABLE mails ADD COLUMN since DATETIME NOT NULL DEFAULT '0001-01-01 00:00:00+00:00';
UPDATE mails SET since = created_at,
  rank = CASE
    WHEN kind IN ('invitation', 'invitation_existing', 'password_reset', 'password_reset_by', 'password_reset_support', 'password_changed',
      'staff_added', 'opening', 'opening_existing') THEN 0
    WHEN kind IN ('tickets', 'order_cancelled', 'order_refunded') THEN 1
    ELSE 2 END,
  user_id = CASE WHEN order_id <> '' OR kind IN ('invitation', 'invitation_existing', 'opening', 'opening_existing', 'test') THEN ''
    ELSE coalesce((SELECT id FROM users WHERE email = recipient), '') END;
DROP INDEX mails_due;
CREATE INDEX mails_due ON mails (rank, due_at, id) WHERE state IN ('queued', 'sending');

-- The tickets that could not be sent, for whoever may send them again.
DROP INDEX mails_failed;
CREATE INDEX mails_failed ON mails (organisation_id, created_at, order_id) WHERE state = 'failed';

-- Why no mail at all leaves at the moment; no row while mails leave.
CREATE TABLE mail_pause (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  failure TEXT NOT NULL,
  since   DATETIME NOT NULL
);

-- The link that somebody was shown, to be handed on by hand: it lives beside the one that is mailed.
ALTER TABLE invitations ADD COLUMN shown_hash TEXT NOT NULL DEFAULT '';
CREATE INDEX invitations_shown ON invitations (shown_hash) WHERE shown_hash <> '';

-- +goose Down
SELECT 1 / 0; -- forward only
