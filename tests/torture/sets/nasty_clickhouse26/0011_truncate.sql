TRUNCATE TABLE copy;
INSERT INTO copy SELECT id, x, 'after' FROM a WHERE id < 10;
TRUNCATE TABLE copy;
INSERT INTO copy VALUES (1, 1, 'last');
