TRUNCATE TABLE copy;
INSERT INTO copy SELECT id, 'after' FROM base WHERE id < 10;
TRUNCATE TABLE copy;
INSERT INTO copy VALUES (1, 'last');
