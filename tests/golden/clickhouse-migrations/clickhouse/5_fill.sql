INSERT INTO orders (id, account) VALUES (${GOLDEN_FIRST}, 1), (2, 2);
