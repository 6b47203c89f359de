create table a (x int);
-- comment ;
insert into a values ('line
;');

select 1
;
select 2 -- lone cr; select 3;
