-- +goose Up

-- Who stands in the history, and for whom that is to be read.
CREATE INDEX history_by_reader ON history (organisation_id, actor_id, event_id, target_kind);

-- +goose Down
SELECT 1 / 0; -- forward only
