"""What psql loads from a file, pawl loads, byte for byte: COPY rows, and what pg_dump writes."""

import random
import re
import subprocess

from tests.integration.databases import on
from tests.integration.test_dump import PG_DUMP_18
from tests.runner.job import Skip

SEED = 20261129
ROWS = 300
PIECES = ["a", "it's", '"q"', "\\t", "\\n", "\\\\", "\\.", "\\x41", "\\101", "\\N", "x\\.", "é😀", ";",
          "--", "$a$", " ", "/*", "\\b", "NULL", ",", "begin"]


def psql(db, *arguments, stdin=None):
    run = subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", db.url, *arguments],
                         input=stdin, capture_output=True, check=False)
    assert run.returncode == 0, run
    return run.stdout


def text_rows(chance, end):
    """Two fields to a row.  A backslash and a dot are an end of the data, or an error."""
    def field():
        text = "".join(chance.choices(PIECES, k=chance.randrange(5)))
        text = text.replace("\\N", "N").replace("\\.", ".")
        return "\\N" if chance.random() < 0.1 else text
    rows = [f"{field()}\t{field()}" for _ in range(ROWS)]
    return "".join(f"{row}{end}" for row in rows) + f"\\.{end}"


def csv_rows(chance, end):
    def field():
        text = "".join(chance.choices(PIECES + ["\n", "\n;\n"], k=chance.randrange(5)))
        text = text.replace("\n\\.", "\n")  # alone on its line it is the end, even in quotes
        return '"' + text.replace('"', '""') + '"' if chance.random() < 0.8 else ""
    return "".join(f"{field()},{field()}{end}" for _ in range(ROWS)) + f"\\.{end}"


def scripts(chance, csv):
    table = "create table t (n serial, a text, b text);\n"
    yield f"{table}copy t (a, b) from stdin;\n{text_rows(chance, chr(10))}select 1;\n"
    if csv:
        yield f"{table}copy t (a, b) from stdin with (format csv);\n{csv_rows(chance, chr(10))}"
    yield (table + "copy t (a, b) from stdin;\n").replace("\n", "\r\n") + text_rows(chance, "\r\n")
    yield (f"{table}copy t (a, b) from stdin with (delimiter ',', null 'nil');\n"
           "a,nil\nnil,b\\,c\n\\.\ncopy t (a, b) from stdin;\n\\.\n")


@on("postgres15", "postgres18")
def test_rows_are_those_that_psql_loads(db):
    chance = random.Random(SEED)
    # psql 15 sends the end of CSV as data, which PostgreSQL 18 takes for a row.
    csv = int(db.value("show server_version_num")) < 180000
    for number, text in enumerate(scripts(chance, csv)):
        path = db.dir / "0001_rows.sql"
        path.write_bytes(text.encode())
        loaded = []
        for load in (lambda one: psql(one, "-f", path), lambda one: one.up(dir=db.dir)):
            with type(db)(db.server) as fresh:
                run = load(fresh)
                assert isinstance(run, bytes) or run.exit == 0, (number, run)
                loaded.append(psql(fresh, "-c", "copy (select * from t order by n) to stdout"))
        assert loaded[0] == loaded[1], (number, SEED)
        assert loaded[0].count(b"\n") >= 2, number


RICH = r"""
create schema app;
create type app.mood as enum ('so', 'it''s');
create domain app.short as text check (length(value) < 30);
create sequence app.numbers increment 7;
create table app.people (id bigint default nextval('app.numbers') primary key, name app.short not null,
    mood app.mood, tags text[], extra jsonb, at timestamptz, total numeric generated always as (1.5) stored);
create table app.orders (id int generated always as identity, person bigint references app.people,
    day date) partition by range (day);
create table app.orders_2026 partition of app.orders for values from ('2026-01-01') to ('2027-01-01');
create unique index on app.people (lower(name)) where mood is not null;
create function app.shout(t text) returns text language plpgsql immutable as
    $fn$ begin return upper(t) || ';' || $x$ \. $x$; end $fn$;
create function app.one() returns int language sql begin atomic select 1; end;
create view app.loud as select app.shout(name) as name from app.people;
create materialized view app.counts as select count(*) from app.people;
create function app.touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger touch before insert on app.people for each row execute function app.touch();
create rule quiet as on delete to app.people do instead nothing;
comment on table app.people is E'two\nlines; and \\.';
create policy mine on app.people using (mood = 'so');
insert into app.people (name, mood, tags, extra, at) values ('a\b', 'so', '{"x\\y",NULL}', '{"k": "v\n"}',
    '2026-01-01 00:00:00+00'), (E'tab\there', null, '{}', null, null), (E'\\.', 'it''s', null, '[]', now());
insert into app.orders (person, day) select id, '2026-05-05' from app.people;
"""


def pg_dump(db, *arguments):
    """By the server's own pg_dump: an older one refuses it."""
    tool = "pg_dump" if db.server.name == "postgres15" else PG_DUMP_18 / "pg_dump"
    if tool != "pg_dump" and not tool.exists():
        raise Skip("no pg_dump 18: pip is not installed, or its package was not to be had")
    return subprocess.run([tool, "--no-owner", "-d", db.url, *arguments], capture_output=True,
                          check=True).stdout


def dump(db):
    """What differs from one dump to the next is left out."""
    text = pg_dump(db, "--exclude-table=public.*")
    return re.sub(rb"(?m)^\\(un)?restrict .*$", b"", text)


@on("postgres15", "postgres18")
def test_a_dump_is_what_it_was(db):
    psql(db, "-f", "-", stdin=RICH.encode())
    (db.dir / "0001_baseline.sql").write_bytes(pg_dump(db))
    dumps = [dump(db)]
    for load in (lambda one: psql(one, "-f", db.dir / "0001_baseline.sql"),
                 lambda one: one.up(dir=db.dir)):
        with type(db)(db.server) as fresh:
            run = load(fresh)
            assert isinstance(run, bytes) or run.exit == 0, run
            dumps.append(dump(fresh))
    assert b"COPY app.people" in dumps[0]
    assert dumps[0] == dumps[1] == dumps[2]
