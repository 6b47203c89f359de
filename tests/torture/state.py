"""What is in a database: its schema and all of its rows, as lines that can be compared.

A state is a sorted list of (kind, name, text). Two runs of the same files end in equal states, so
names and identifiers that vary from run to run are left out: the database's name, UUIDs, and the
columns that a set of files declares to be volatile (set.volatile). pawl's own tables are no part
of it.
"""

from collections import Counter
import re
import time

from tests.servers import ServerError

State = list[tuple[str, str, str]]

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SETTLE = 20  # seconds for mutations that go on in the background

# Engines that may merge rows at any time: only FINAL is the same in every run.
MERGING = re.compile(r"(Summing|Replacing|Aggregating|Collapsing)")
# Their rows are those of another table, or of the table that they feed.
WITHOUT_ROWS = ("MaterializedView",)


def state_of(db, volatile: dict[str, set[str]]) -> State:
    rows = _postgres(db, volatile) if db.is_postgres else _clickhouse(db, volatile)
    return sorted((kind, name, _steady(text or "", db.name)) for kind, name, text in rows)


def without_versions(state: State) -> State:
    """Without the version table, which is written a moment after what it tells of."""
    return [line for line in state if line[1] != "schema_migrations"]


def difference(expected: State, found: State, limit: int = 12) -> str:
    """What is missing and what is too much, each line with its sign; empty if they are equal."""
    missing, surplus = Counter(expected) - Counter(found), Counter(found) - Counter(expected)
    lines = [f"{sign} {' '.join(line)}" for sign, some in (("-", missing), ("+", surplus))
             for line in some.elements()]
    more = [f"... and {len(lines) - limit} more"] if len(lines) > limit else []
    return "\n".join([line[:240] for line in lines[:limit]] + more)


def _steady(text: str, database: str) -> str:
    return UUID.sub("UUID", text) if database not in text else UUID.sub(
        "UUID", text.replace(database, "{db}"))


# ---- ClickHouse ----

# Columns: kind, name, engine or whether it is done, text.
CATALOG = r"""
SELECT 'table', name, engine, create_table_query FROM system.tables
WHERE database = '{db}' AND NOT name LIKE 'pawl\\_%'
UNION ALL SELECT 'mutation', table, toString(is_done), command FROM system.mutations
WHERE database = '{db}' AND (command LIKE '%UPDATE%' OR command LIKE '%DELETE%' OR NOT is_done)
"""
CATALOG_OF_NEW = """
UNION ALL SELECT 'detached', table, '', ifNull(partition_id, '') FROM system.detached_parts
WHERE database = '{db}'
UNION ALL SELECT 'function', name, '', create_query FROM system.functions
WHERE startsWith(name, '{db}_')
"""

def _clickhouse(db, volatile: dict[str, set[str]]) -> State:
    old = db.server.name == "clickhouse18"
    catalog = _settled(db, CATALOG if old else CATALOG + CATALOG_OF_NEW)
    tables = [(name, engine) for kind, name, engine, _ in catalog
              if kind == "table" and engine not in WITHOUT_ROWS and not name.startswith(".inner")]
    state = [(kind, UUID.sub("UUID", name.replace(db.name, "{db}")), text)
             for kind, name, _, text in catalog]
    return state + (_rows_one_by_one if old else _rows_at_once)(db, tables, volatile)


def _settled(db, catalog: str) -> list[list[str | None]]:
    """The catalog, when no mutation goes on in the background any more."""
    give_up = time.monotonic() + SETTLE
    while True:
        rows = db.query(catalog.replace("{db}", db.name))
        under_way = any(kind == "mutation" and state == "0" for kind, _, state, _ in rows)
        if not under_way or time.monotonic() > give_up:
            return rows
        time.sleep(0.1)


def _from(name: str, engine: str) -> str:
    return f"`{name}`" + (" FINAL" if MERGING.search(engine) else "")


def _rows_at_once(db, tables: list[tuple[str, str]], volatile: dict[str, set[str]]) -> State:
    selects = []
    for name, engine in tables:
        leave_out = f" EXCEPT ({', '.join(volatile[name])})" if name in volatile else ""
        selects.append(f"SELECT '{name}', toString(tuple(*{leave_out})) FROM {_from(name, engine)}")
    rows = db.query(" UNION ALL ".join(selects)) if selects else []
    return [("row", name, text) for name, text in rows]


def _rows_one_by_one(db, tables: list[tuple[str, str]], volatile: dict[str, set[str]]) -> State:
    state = []
    for name, engine in tables:
        columns = "*"
        if name in volatile:
            columns = ", ".join(column for [column] in db.query(
                f"SELECT name FROM system.columns WHERE database = '{db.name}' "
                f"AND table = '{name}'") if column not in volatile[name])
        try:
            rows = db.query(f"SELECT {columns} FROM {_from(name, engine)}")
        except ServerError as error:  # its definition may not be that of its data
            rows = [["cannot be read", str(error).splitlines()[0]]]
        state += [("row", name, "\t".join(map(str, row))) for row in rows]
    return state


# ---- PostgreSQL ----

POSTGRES_CATALOG = r"""
create temporary view ours as
    select c.* from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relname not like 'pawl\_%';
select 'relation', relname, concat_ws(' ', relkind, relpersistence, relreplident,
       pg_get_expr(relpartbound, oid), reloptions)
from ours where relkind <> 'i';
select 'column', relname, concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull,
       attidentity, attgenerated, pg_get_expr(adbin, adrelid), col_description(attrelid, attnum))
from ours c join pg_attribute a on a.attrelid = c.oid and attnum > 0 and not attisdropped
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where relkind <> 'i';
select 'index', c.relname, concat_ws(' ', pg_get_indexdef(c.oid), indisvalid, indisready, indislive)
from ours c join pg_index on indexrelid = c.oid;
select 'constraint', relname, concat_ws(' ', conname, pg_get_constraintdef(k.oid), convalidated)
from pg_constraint k join ours c on c.oid = conrelid;
select 'trigger', relname, concat_ws(' ', pg_get_triggerdef(t.oid), tgenabled)
from pg_trigger t join ours c on c.oid = tgrelid where not tgisinternal;
select 'rule', relname, pg_get_ruledef(r.oid) from pg_rewrite r join ours c on c.oid = ev_class;
select 'inherits', relname, concat_ws(' ', inhparent::regclass, inhdetachpending)
from pg_inherits join ours c on c.oid = inhrelid where relkind <> 'i';
select 'function', proname, pg_get_functiondef(p.oid)
from pg_proc p where pronamespace = 'public'::regnamespace;
select 'enum', enumtypid::regtype, concat_ws(' ', enumlabel, enumsortorder) from pg_enum;
select 'type', typname, typtype from pg_type
where typnamespace = 'public'::regnamespace and typtype in ('d', 'e', 'r') ;
select 'extension', extname, extversion from pg_extension;
select 'database', 'of this case', datname from pg_database
where starts_with(datname, current_database() || '_');
"""

POSTGRES_ROWS = r"""
select format('select ''row'', %L, (to_jsonb(t) - %L::text[])::text from only %I t', relname,
              coalesce((select leave_out from volatile v where v.name = relname), '{{}}'), relname)
from ours where relkind in ('r', 'v', 'm')
\gexec
"""


def _postgres(db, volatile: dict[str, set[str]]) -> State:
    values = ", ".join(f"('{name}', '{{{', '.join(columns)}}}'::text[])"
                       for name, columns in {"": set(), **volatile}.items())
    rows = db.query("set client_min_messages = error;\n" + POSTGRES_CATALOG
                    + "create temporary view volatile (name, leave_out) as values "
                    + values + ";" + POSTGRES_ROWS.replace("{{}}", "{}"))
    return [(kind, name, text) for kind, name, text in rows]
