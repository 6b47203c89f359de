INSERT INTO a VALUES (1, 'x', 'y', 'z'), (2, 'x', 'y', 'z'), (3, 'x', 'y', 'z');
