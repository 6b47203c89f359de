create function one() returns int language sql begin atomic select 1; end;
create or replace function two(a int default 1) returns int language sql
begin atomic
    select case when a = 1 then case a when 2 then 3 else 4 end else 5 end;
    select (case when a > 1 then 2 end);
    insert into t values (1), (2);
end;
create procedure three() language sql begin atomic end;
CREATE OR REPLACE PROCEDURE four() LANGUAGE SQL BEGIN /* ; */ ATOMIC -- ;
  DELETE FROM t; END;
create function five() returns int return 5;
create function six() returns int language sql as 'select 6; select 7';
select 1;
