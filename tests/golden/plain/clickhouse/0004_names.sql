-- A view is made anew when it changes.
-- pawl: repeatable
CREATE VIEW names AS SELECT upper(name) AS name FROM accounts;
