-- pawl: no-transaction
set standard_conforming_strings = off;
select 'a\';', 'b\\', n'c\';', E'd\';', B'1\';
set standard_conforming_strings to on;
select 'a\', ';';
set session standard_conforming_strings = 'off';
select 'a\';b';
reset standard_conforming_strings;
select 'a\';
