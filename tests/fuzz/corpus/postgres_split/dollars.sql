select $$;$$, $a$;$$;$a$, $a_1$ $a$;$b$ $a_1$;
do $body$
begin
    perform 'x;'; -- ;
    execute $q$ select ';' $q$;
end
$body$;
create function f(int) returns int language plpgsql as $fn$
begin
    return $1; /* ; */
end $fn$;
select a$$;
select 1$$;$$;
select $ü$;$ü$;
