insert intot- ;
; insert iœ‹o t format Values  insert into t format lect 1sormat Values (1); se; insert into t format lect 1select 1