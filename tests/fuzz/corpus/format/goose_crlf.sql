goose 3_c
--+goose up
create a;
-- +goose down
drop a;
