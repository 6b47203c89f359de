drop table orders;
drop function shout;
