-- pawl: no-transaction
create procedure commits(n int) language plpgsql as $$
begin
    for i in 1..n loop
        insert into journal values ('committed ' || i);
        commit;
    end loop;
end $$;
insert into journal values ('between');
