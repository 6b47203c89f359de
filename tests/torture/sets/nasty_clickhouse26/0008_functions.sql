CREATE FUNCTION {db}_twice AS (x) -> x * 3;
CREATE OR REPLACE FUNCTION {db}_twice AS (x) -> x * 2;
CREATE FUNCTION {db}_gone AS (x) -> x;
INSERT INTO one SELECT {db}_twice(21);
DROP FUNCTION {db}_gone;
