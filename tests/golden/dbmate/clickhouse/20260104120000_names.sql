-- migrate:up
CREATE VIEW names AS SELECT upper(name) AS name FROM accounts;

-- migrate:down
DROP VIEW names;
