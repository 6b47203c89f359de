create table "a;b" ("c""d;" int, "e'f" text);
select U&"d\0061t;", U&"x!0061;" UESCAPE '!' from "a;b";
select a$b, _c, äöü, t$1$ from über;
select a.b.c, x::text[1], $1, $2a;
