drop index concurrently t_x_y;
drop database {db}_extra;
