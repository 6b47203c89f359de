select ';', 'it''s;', '';
select E'\';', e'a\\', E'\'';
select B'1;0', X'1;F', N'n;', U&'d\0061t;a', U&'a;!0061' UESCAPE '!';
select 'one;'
  'two;' -- between ;
  'three;';
select E'a\';'
'b\';';
select 'back\', ';';
