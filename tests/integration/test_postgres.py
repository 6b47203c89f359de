"""How pawl runs files on PostgreSQL: in one transaction, or statement by statement."""

from tests.integration.databases import POSTGRES, on


@on(*POSTGRES)
def test_a_file_takes_effect_whole_or_not_at_all(db):
    db.write({"0001_a": "create table a (i int);\ninsert into a values (1);\nselect 1 / 0;\n"})
    run = db.up()
    assert run.exit == 20, run
    assert run.says("0001_a.sql:3:1", "division by zero", "22012"), run
    assert not db.has_table("a")
    assert db.journal() == []

    db.write({"0001_a": "create table a (i int);\ninsert into a values (1);\nselect 1 / 1;\n"})
    run = db.up()
    assert run.exit == 0, run
    assert db.count("a") == 1
    assert db.journal() == [("applied", "0001_a", 3)]


@on(*POSTGRES)
def test_the_journal_row_is_in_the_transaction(db):
    db.write({"0001_a": "create table a (i int)",
              "0002_b": "begin; create table b (i int); commit"})
    assert db.up().exit == 0
    assert db.query("select j.migration, c.relname from pawl_journal j join pg_class c "
                    "on c.xmin = j.xmin where c.relkind = 'r' order by 1") == [
        ["0001_a", "a"], ["0002_b", "b"]]


@on(*POSTGRES)
def test_a_commit_that_fails_leaves_no_row(db):
    """A deferred constraint fails as late as anything can: at COMMIT, behind pawl's own row."""
    tables = ("create table parent (i int primary key);\n"
              "create table child (i int references parent deferrable initially deferred);\n"
              "insert into child values (1);\n")
    for text in [f"begin;\n{tables}commit;\n", tables]:
        db.write({"0001_family": text})
        run = db.up()
        assert run.exit == 20, run
        assert run.says("violates foreign key constraint", "23503"), run
        assert db.journal() == []
        assert db.tables() <= {"pawl_journal", "pawl_migrations"}, db.tables()


@on(*POSTGRES)
def test_work_that_no_transaction_may_hold(db):
    db.write({"0001_t": "create table t (i int)",
              "0002_index": "create index concurrently t_i on t (i);\n"
                            "drop index concurrently t_i;\n"
                            "create index concurrently t_i on t (i);\n",
              "0003_vacuum": "vacuum t",
              "0004_database_wide": "alter system set log_min_duration_statement = -1"})
    run = db.up()
    assert run.exit == 0, run
    assert db.journal() == [("applied", "0001_t", 1),
                            ("done", "0002_index", 1), ("done", "0002_index", 2),
                            ("applied", "0002_index", 3), ("applied", "0003_vacuum", 1),
                            ("applied", "0004_database_wide", 1)]


@on(*POSTGRES)
def test_steps_stop_and_go_on(db):
    """The index that CREATE INDEX CONCURRENTLY leaves behind is invalid: a person has to look, but
    the statement before it is not run again."""
    db.write({"0001_t": "create table t (i int); insert into t values (1), (1)",
              "0002_index": "create index concurrently t_i on t (i);\n"
                            "create unique index concurrently t_unique on t (i);\n"})
    run = db.up()
    assert run.exit != 0, run
    assert run.says("0002_index.sql:2:1", "could not create unique index", "statement 2 of 2"), run
    assert ("done", "0002_index", 1) in db.journal()


@on(*POSTGRES)
def test_several_transactions_of_a_file(db):
    """Each is whole, with its row; one that fails is undone alone, and the run goes on there."""
    first = ("begin;\ncreate table t (i int);\ninsert into t values (1);\ncommit;\n"
             "create index concurrently t_i on t (i);\n"
             "BEGIN ISOLATION LEVEL SERIALIZABLE;\ninsert into t values (2);\n"
             "insert into t values (%s);\nEND;\n")
    db.write({"0001_t": first % "1 / 0"})
    run = db.up()
    assert run.exit == 20, run
    assert run.says("0001_t.sql:8:1", "division by zero", "statement 3 of 3",
                    "statements 1 to 2 did"), run
    assert db.query("select i from t") == [["1"]]

    db.write({"0001_t": first % "3"})
    run = db.up()
    assert run.exit == 0, run
    assert db.query("select i from t order by i") == [["1"], ["2"], ["3"]]
    assert db.journal()[-1] == ("applied", "0001_t", 3)
    assert db.query("select count(distinct xmin::text) from t") == [["2"]]
    assert db.up().says("applied 0")


@on(*POSTGRES)
def test_statements_that_do_not_go_together(db):
    db.write({"0001_a": "create table a (i int)",
              "0002_mixed": "create table b (i int);\ncreate index concurrently a_i on a (i);\n"})
    run = db.up()
    assert run.exit == 4, run
    assert run.says("0002_mixed.sql:2:1", "CREATE INDEX CONCURRENTLY", "CREATE TABLE",
                    "-- pawl: no-transaction"), run
    assert db.tables() == set(), "every file is looked at before the first one runs"


@on(*POSTGRES)
def test_no_transaction(db):
    db.write({"0001_steps": "-- pawl: no-transaction\ncreate table a (i int);\n"
                            "create index concurrently a_i on a (i);\n"
                            "insert into a values (1);\ninsert into a values ('x');\n"})
    run = db.up()
    assert run.exit == 20, run
    assert run.says("statement 4 of 4", "22P02"), run
    assert db.count("a") == 1
    assert db.journal()[-1] == ("failed", "0001_steps", 4)
    assert db.states() == {"0001_steps": "partial"}

    text = (db.dir / "0001_steps.sql").read_text()
    db.write({"0001_steps": text.replace("'x'", "2")})
    run = db.up()
    assert run.exit == 0, run
    assert db.query("select i from a order by i") == [["1"], ["2"]]


@on(*POSTGRES)
def test_set_does_not_reach_the_next_file(db):
    """pg_dump's files begin with an empty search_path, and the next file is not one of them."""
    dump = "select pg_catalog.set_config('search_path', '', false);\n"
    db.write({"0001_dump": f"{dump}create table public.a (i int);\n",
              "0002_after_transaction": "create table b (i int)",
              "0003_own": f"begin; {dump} set statement_timeout = '1h'; "
                          "create table public.c (i int); commit",
              "0004_after_own": "create table d as select "
                                "current_setting('statement_timeout') as timeout",
              "0005_steps": "-- pawl: no-transaction\nset search_path = '';\n"
                            f"set work_mem = '77MB';\n{dump}create table public.e (i int);\n",
              "0006_after_steps": "create table f as select current_setting('work_mem') as mem",
              "0007_role": "set session authorization default; set role none; "
                           "set local lock_timeout = '7s'; create table g (i int)",
              "0008_after_role": "-- pawl: no-transaction\ncreate table h as select "
                                 "current_setting('lock_timeout') as timeout"})
    run = db.up()
    assert run.exit == 0, run
    assert db.tables() >= set("abcdefgh"), db.tables()
    assert db.value("select timeout from d") == "0"
    assert db.value("select mem from f") == "4MB"
    assert db.value("select timeout from h") == "5s"  # pawl's own


@on(*POSTGRES)
def test_what_the_file_removed_does_not_stop_the_run_that_goes_on(db):
    """It sends session statements again, of which two cannot succeed any more, and need not."""
    role = f"role_{db.name}"
    db.query(f"create role {role}; grant all on schema public to {role}; "
             "create table old as select 1 as i")
    text = ("-- pawl: no-transaction\n"
            f"set role {role};\ncreate table a (i int);\nreset role;\nset work_mem = '77MB';\n"
            f"alter table a owner to postgres;\ndrop owned by {role};\ndrop role {role};\n"
            "prepare p as select i from old;\nexecute p;\ndrop table old;\n"
            "insert into a values (1 / {0});\n"
            "create table b as select current_user as who, current_setting('work_mem') as mem;\n"
            "deallocate p;\n")
    db.write({"0001_a": text.replace("{0}", "0")})
    run = db.up()
    assert run.exit == 20 and run.says("division by zero"), run
    db.write({"0001_a": text.replace("{0}", "1")})
    run = db.up()
    # The last statement needs what cannot be prepared again.
    assert run.exit == 20 and run.says('relation "old" does not exist'), run
    db.write({"0001_a": text.replace("{0}", "1").replace("deallocate p", "deallocate all")})
    run = db.up()
    assert run.exit == 0, run
    assert db.query("select who, mem from b") == [["postgres", "77MB"]]


@on(*POSTGRES)
def test_set_holds_for_the_rest_of_its_file(db):
    db.write({"0001_steps": "-- pawl: no-transaction\nset work_mem = '77MB';\n"
                            "create table a as select current_setting('work_mem') as mem;\n"
                            "insert into a values (1 / 0);\n"})
    assert db.up().exit == 20
    # A run that goes on in the middle of the file sets it once more.
    db.write({"0001_steps": "-- pawl: no-transaction\nset work_mem = '77MB';\n"
                            "create table a as select current_setting('work_mem') as mem;\n"
                            "insert into a values (current_setting('work_mem'));\n"})
    run = db.up()
    assert run.exit == 0, run
    assert db.query("select mem from a") == [["77MB"], ["77MB"]]


@on(*POSTGRES)
def test_notices(db):
    db.write({"0001_chat": "do $$ begin raise notice 'hello there'; raise warning 'take care'; "
                           "end $$;\ncreate table if not exists a (i int)"})
    run = db.up()
    assert run.exit == 0, run
    assert "take care" in run.stderr and "hello there" not in run.stderr, run

    db.write({"0002_chat": "do $$ begin raise notice 'hello there'; end $$"})
    run = db.up("--verbose")
    assert "hello there" in run.stderr, run


@on(*POSTGRES)
def test_functions_and_quotes_are_no_trouble(db):
    db.write({"0001_hard": """\
create function f() returns int language plpgsql as $_$
begin
    -- a comment; with a semicolon
    perform $x$;$x$; return 1;
end $_$;
create function g() returns int language sql begin atomic select 1; select 2; end;
create table "a;b" (i int, c text default E'it\\'s; here');
insert into "a;b" (i) values (f()), (g());
create rule r as on delete to "a;b" do instead (select 1; select 2);
"""})
    run = db.up()
    assert run.exit == 0, run
    assert db.query('select * from "a;b"') == [["1", "it's; here"], ["2", "it's; here"]]


@on("postgres18")
def test_a_schema_of_its_own(db):
    """The ledger lives where the tables go: in the first schema of the search_path."""
    db.query("create schema app; create schema other")
    url = f"{db.url}?options=-csearch_path%3Dapp"
    db.write({"0001_a": "create table a (i int)"})
    for applied in [1, 0]:
        run = db.up(url=url)
        assert run.exit == 0 and f"applied {applied}, " in run.stdout, run
    schemas = db.query("select schemaname from pg_tables where tablename in ('a', 'pawl_journal')")
    assert schemas == [["app"], ["app"]]
    # Another schema is another ledger.
    run = db.up(url=f"{db.url}?options=-csearch_path%3Dother")
    assert "applied 1, skipped 0" in run.stdout, run
    run = db.up(url=f"{db.url}?options=-csearch_path%3Dnowhere")
    assert run.exit == 23, run
