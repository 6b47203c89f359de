insert into t values (1, 'a;b'), (2, $$;$$) /* ; */, (3, '') -- ;
; insert into t format Values (1); select 1