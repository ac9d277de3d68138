-- +goose Up

-- By which rules the organisation's names are in order and found: the version of the rules and the
-- language, "" for the rules before there were any. A worker writes the keys anew where they differ.
ALTER TABLE organisations ADD COLUMN indexed_as TEXT NOT NULL DEFAULT '';
