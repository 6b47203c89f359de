-- migrate:up
INSERT INTO orders (id, account) VALUES (1, 1);

-- migrate:down
TRUNCATE TABLE orders;

-- migrate:up
INSERT INTO orders (id, account) VALUES (2, 2);

-- migrate:down
