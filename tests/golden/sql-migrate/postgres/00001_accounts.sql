-- +migrate Up
create table accounts (
    id int primary key,
    name text not null default 'a;b' -- not the end;
);
-- +migrate StatementBegin
insert into accounts values (1, 'semi;colon'), (2, 'dash -- dash');
-- +migrate StatementEnd

-- +migrate Down
drop table accounts;
