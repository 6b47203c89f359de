-- +goose Up
CREATE VIEW evens AS SELECT id FROM a WHERE id % 2 = 0;
INSERT INTO one VALUES (2), (3);
-- +goose Down
SET max_block_size = 10;
DROP TABLE evens;
ALTER TABLE one DELETE WHERE i = 2;
