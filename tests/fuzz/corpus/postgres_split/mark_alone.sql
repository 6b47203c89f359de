select 1;
-- pawl: idempotent
