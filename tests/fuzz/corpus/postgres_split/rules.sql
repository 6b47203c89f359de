create rule r as on insert to t do also (select 1; select ';'; delete from u);
create table x (a int check (a > 0), b text default ';');
select (1, (2, (3)));
