CREATE VIEW names AS SELECT upper(name) AS name FROM accounts;
