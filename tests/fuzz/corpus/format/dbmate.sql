dbmate 1_a
-- migrate:up transaction:false
create a;
-- migrate:down
drop a;
-- migrate:up
create b;
-- migrate:down transaction:false
drop b;
