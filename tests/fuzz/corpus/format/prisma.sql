prisma 20260101_a
select 1;
