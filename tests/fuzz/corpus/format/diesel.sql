diesel 2026-01-02-030405_a
select 1;
