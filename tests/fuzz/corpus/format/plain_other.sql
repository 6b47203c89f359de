plain 1_a
select '-- migrate:up';
-- migrate:up
