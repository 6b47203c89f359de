insert into orders values (${first}, 1), (2, 2);
