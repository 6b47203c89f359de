CREATE TABLE one (i Int64) ENGINE = MergeTree ORDER BY i;
CREATE TABLE two (i Int64) ENGINE = MergeTree ORDER BY i;
INSERT INTO one VALUES (1);
INSERT INTO two VALUES (2), (2);
RENAME TABLE one TO swapped, two TO one, swapped TO two;
RENAME TABLE one TO uno, two TO due;
EXCHANGE TABLES uno AND due;
RENAME TABLE uno TO one;
INSERT INTO one VALUES (3);
