-- +goose Up

DROP INDEX history_of_organisation;
DROP INDEX history_of_target;
DROP INDEX history_of_actor;
DROP INDEX history_of_action;
DROP INDEX history_by_reader;

-- Every view of the history is a range of one of these: by what is asked for, then by time. What stands
-- about no event has event_id ''.
CREATE INDEX history_by_time ON history (organisation_id, at);
CREATE INDEX history_by_target ON history (organisation_id, target_id, at);
CREATE INDEX history_by_actor ON history (organisation_id, actor_id, at);
CREATE INDEX history_by_action ON history (organisation_id, action, at);
CREATE INDEX history_by_actor_action ON history (organisation_id, actor_id, action, at);
CREATE INDEX history_by_event ON history (organisation_id, event_id, at);
CREATE INDEX history_by_event_actor ON history (organisation_id, event_id, actor_id, at);
CREATE INDEX history_by_event_action ON history (organisation_id, event_id, action, at);

-- The support desk, looking as somebody, reads nothing about orders, which is most of it.
CREATE INDEX history_for_desk_by_time ON history (organisation_id, at)
  WHERE target_kind NOT IN ('order', 'buyer');
CREATE INDEX history_for_desk_by_actor ON history (organisation_id, actor_id, at)
  WHERE target_kind NOT IN ('order', 'buyer');
CREATE INDEX history_for_desk_by_action ON history (organisation_id, action, at)
  WHERE target_kind NOT IN ('order', 'buyer');

-- What the desk did in an organisation.
CREATE INDEX history_of_desk ON history (organisation_id, at) WHERE acting_as <> '';

-- +goose Down
SELECT 1 / 0; -- forward only
