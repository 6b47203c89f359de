sql-migrate 1_a
-- +migrate Up notransaction
-- +migrate StatementBegin
create table a (i int)
-- +migrate StatementEnd
-- +migrate Down
drop table a;
