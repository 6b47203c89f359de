CREATE TABLE a (i Int64, b String, c String, d String) ENGINE = MergeTree ORDER BY i;
INSERT INTO a VALUES (1, 'x', 'y', 'z'), (2, 'x', 'y', 'z'), (3, 'x', 'y', 'z');
ALTER TABLE a DROP COLUMN b, DROP COLUMN c;
INSERT INTO a SELECT i + 10, d FROM a WHERE i < 3 AND d = 'z';
CREATE TABLE b (i Int64) ENGINE = MergeTree ORDER BY i;
RENAME TABLE a TO aa, b TO bb;
ALTER TABLE aa DELETE WHERE i = 1 OR i = 11;
INSERT INTO bb FORMAT TabSeparated
12
345
