create table t (id int primary key, x int, y text);
insert into t select i, i * 10, 'row; ' || i from generate_series(1, 100) i;
create type mood as enum ('sad');
create table journal (line text);
create function note(text) returns void language sql as $$ insert into journal values ($1) $$;
