create table accounts (
    id int primary key,
    name text not null default 'a;b' -- not the end;
);
insert into accounts values (1, 'semi;colon'), (2, 'dash -- dash');
create function shout(t text) returns text
language plpgsql as $fn$
begin
    return upper(t) || ';';
end;
$fn$;
create table orders (id int, account int references accounts (id));
