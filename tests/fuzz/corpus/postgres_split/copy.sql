copy t (a) from stdin;
1
\.
