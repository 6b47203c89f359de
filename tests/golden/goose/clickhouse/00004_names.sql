-- +goose Up
CREATE VIEW names AS SELECT upper(name) AS name FROM accounts;

-- +goose Down
DROP VIEW names;
