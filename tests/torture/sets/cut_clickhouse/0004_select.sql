INSERT INTO a SELECT i + 10, d FROM a WHERE i < 3 AND d = 'z';
