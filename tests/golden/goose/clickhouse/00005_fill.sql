-- +goose Up
-- +goose ENVSUB ON
INSERT INTO orders (id, account) VALUES (${GOLDEN_FIRST:-1}, 1), (2, 2);
-- +goose ENVSUB OFF

-- +goose Down
TRUNCATE TABLE orders;
