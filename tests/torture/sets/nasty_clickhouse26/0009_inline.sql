CREATE TABLE lines (id UInt64, y String, n Int32) ENGINE = MergeTree ORDER BY id;
INSERT INTO lines VALUES (1, 'a; b', 1), (2, 'c', 2), (3, 'd''e', 3), (4, 'f', 4), (5, 'g', 5);
INSERT INTO lines FORMAT CSV
6,"h; i",6
7,"j",7
8,"k",8
