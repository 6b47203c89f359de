INSERT INTO orders (id, account) VALUES (1, 1), (2, 2);
