ALTER TABLE a UPDATE x = x + 1 WHERE 1;
ALTER TABLE a UPDATE x = x + 1 WHERE 1;
ALTER TABLE a UPDATE x = x * 2, y = concat(y, '!') WHERE id % 2 = 0;
ALTER TABLE a DELETE WHERE id >= 84;
