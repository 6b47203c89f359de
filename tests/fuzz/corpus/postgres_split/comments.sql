-- a ; in a line comment
select 1; -- and ; behind a statement
/* block ; /* nested ; */ still ; */ select 2;
select 3 /* ; */ + /* -- */ 4;
select 5 -- the end of this ; is not here
;
/**/select 6/***/;
select 7 /*/ ; /*/ */*/;
/* only a comment ; */
