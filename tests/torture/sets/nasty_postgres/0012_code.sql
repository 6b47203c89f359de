do $$
begin
    for i in 1..3 loop
        insert into journal values ('do ' || i);
    end loop;
end $$;
create procedure step(text) language plpgsql as $$ begin perform note($1); end $$;
call step('called');
select note('selected');
