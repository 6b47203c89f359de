#!/usr/bin/env python3
"""Check src/engines/postgres/parse/kind.def against a server: what it refuses inside BEGIN.

    psql_transaction.py SPLIT_DUMP DSN        (a superuser of a throw-away server)

Each case is a statement that pawl has to run alone (one of FORBIDDEN or DEPENDS) or not,
with what has to exist before it.  The server's word is SQLSTATE 25001,
active_sql_transaction: "... cannot run inside a transaction block".
"""
import json
import pathlib
import subprocess
import sys
import tempfile

SETUP = """
create table plain (x int);
create index plain_x on plain (x);
alter table plain cluster on plain_x;
create table parts (x int) partition by range (x);
create table part partition of parts for values from (0) to (10);
create index parts_x on parts (x);
create materialized view mv as select 1 as x;
create unique index mv_x on mv (x);
create type mood as enum ('sad');
create subscription slotted connection 'port=1' publication p with (connect = false);
alter subscription slotted enable;
create subscription free connection 'port=1' publication p with (connect = false);
alter subscription free set (slot_name = none);
begin; create table later (x int); prepare transaction 'later';
"""
CLEAN = "rollback prepared 'later';"

# (refused in BEGIN, statement); None: it depends, and both cases are below it.
CASES = [
    (True, "create index concurrently on plain (x)"),
    (True, "create unique index concurrently if not exists i on only plain (x)"),
    (False, "create index on plain (x)"),
    (True, "drop index concurrently if exists plain_x"),
    (False, "drop index plain_x"),
    (True, "reindex index concurrently plain_x"),
    (True, "reindex (concurrently) index plain_x"),
    (True, "reindex (verbose, concurrently true) table plain"),
    (True, "reindex table concurrently plain"),
    (True, "reindex schema concurrently public"),
    (True, "reindex database concurrently {database}"),
    (True, "reindex schema public"),
    (True, "reindex database {database}"),
    (True, "reindex system {database}"),
    (None, [(False, "reindex index plain_x"), (True, "reindex index parts_x")]),
    (None, [(False, "reindex table plain"), (True, "reindex (concurrently off) table parts")]),
    (True, "alter table parts detach partition part concurrently"),
    (False, "alter table parts detach partition part finalize"),
    (False, "alter table parts detach partition part"),
    (True, "vacuum"),
    (True, "vacuum full plain"),
    (True, "vacuum (analyze) plain"),
    (False, "analyze plain"),
    (False, "analyze"),
    (True, "cluster"),
    (True, "cluster verbose"),
    (None, [(False, "cluster plain"), (True, "cluster parts using parts_x")]),
    (False, "refresh materialized view concurrently mv"),
    (False, "refresh materialized view mv"),
    (False, "alter type mood add value 'ok'"),
    (True, "create database other"),
    (True, "drop database if exists other"),
    (True, "alter database template1 set tablespace pg_default"),
    (False, "alter database template1 set work_mem = '4MB'"),
    (True, "create tablespace fast location '/nowhere'"),
    (True, "drop tablespace if exists fast"),
    (False, "alter tablespace pg_default reset (random_page_cost)"),
    (True, "alter system set work_mem = '4MB'"),
    (True, "alter system reset all"),
    (True, "create subscription s connection 'port=1' publication p"),
    (True, "create subscription s connection 'port=1' publication p with (create_slot)"),
    (False, "create subscription s connection 'port=1' publication p with (connect = false)"),
    (True, "alter subscription slotted refresh publication"),
    (True, "alter subscription slotted set publication q"),
    (True, "alter subscription slotted add publication q with (copy_data = false)"),
    (False, "alter subscription slotted set publication q with (refresh = false)"),
    (False, "alter subscription slotted disable"),
    (None, [(True, "drop subscription slotted"), (False, "drop subscription free")]),
    (True, "discard all"),
    (False, "discard plans"),
    (True, "commit prepared 'later'"),
    (True, "rollback prepared 'later'"),
    (False, "listen a"),
    (False, "load 'plpgsql'"),
    (False, "do $$ begin null; end $$"),
    (False, "lock table plain"),
    (False, "truncate plain"),
    (False, "checkpoint"),
    (False, "create role someone"),
    (False, "create extension if not exists plpgsql"),
    (False, "set constraints all immediate"),
    (False, "import foreign schema a from server b into c"),
    (False, "explain analyze select 1"),
]


def psql(dsn, *commands):
    arguments = ["psql", "-X", "-q", "-v", "VERBOSITY=sqlstate", "-v", "ON_ERROR_STOP=1"]
    for command in commands:
        arguments += ["-c", command]
    return subprocess.run([*arguments, dsn], capture_output=True, text=True, check=False)


def refused(dsn, statement):
    """Whether the server refuses it for being in a transaction; other errors are no refusal."""
    return "25001" in psql(dsn, "begin", statement, "rollback").stderr


def mode(split_dump, statement):
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        pathlib.Path(file.name).write_text(statement, encoding="utf-8")
        result = subprocess.run([split_dump, "postgres", file.name], check=True,
                                capture_output=True, text=True)
    # What gives up the session's lock (DISCARD ALL) is refused, and so in no transaction either.
    return json.loads(result.stdout).get("mode", "refused")


def main():
    split_dump, dsn = sys.argv[1:]
    for line in SETUP.strip().splitlines():
        result = psql(dsn, line) if ";" not in line[:-1] else subprocess.run(
            ["psql", "-X", "-q", dsn], input=line, capture_output=True, text=True, check=False)
        assert "ERROR" not in result.stderr, (line, result.stderr)
    database = psql(dsn, "\\t", "select current_database()").stdout.strip()
    wrong = asked = 0
    for expected, case in CASES:
        pairs = [(expected, case)] if expected is not None else case
        for server_refuses, statement in pairs:
            statement = statement.replace("{database}", database)
            alone = mode(split_dump, statement) != "transaction"
            asked += 1
            if refused(dsn, statement) != server_refuses or alone != (expected is not False):
                wrong += 1
                print(f"wrong: {statement}: server {refused(dsn, statement)}, pawl alone: {alone}")
    psql(dsn, CLEAN)
    print(f"{asked} statements asked, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
