/*
 * describe.c
 *    What the first statements of a file make that is there now: for `pawl explain`.
 *
 * Names are resolved with the file's own settings, as in evidence.c, each at its statement.  The
 * server does not remember when an object was made.
 */
#include "engines/postgres/parse/classify.h"
#include "engines/postgres/postgres.h"
#include "engines/postgres/sql.h"

enum
{
    DESCRIBED_MAX = 100, /* objects of one file; more help nobody */
};

/*
 * A relation of any kind.  A view that reads from it depends on it by way of its rule; a foreign
 * key by its constraint.  reltuples is an estimate, and -1 before the first ANALYZE (since 14).
 */
#define RELATION_LINE                                                                              \
    "select case c.relkind when 'r' then 'table' when 'p' then 'partitioned table' "               \
    "when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' "             \
    "when 'i' then 'index' when 'I' then 'partitioned index' else 'relation' end || ' ' || "       \
    "pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) || ': ' || "    \
    "case when c.relkind in ('i', 'I') then (select case when i.indisvalid then 'valid' "          \
    "else 'not valid, used by no query' end from pg_catalog.pg_index i "                           \
    "where i.indexrelid = c.oid) "                                                                 \
    "else case when c.relkind in ('r', 'p', 'm') then "                                            \
    "case when c.reltuples > 0 then 'about ' || c.reltuples::bigint || ' rows, ' "                 \
    "else '' end || pg_catalog.pg_size_pretty(pg_catalog.pg_table_size(c.oid)) || '; ' "           \
    "else '' end || case uses.count when 0 then 'no view or foreign key uses it' "                 \
    "else 'used by ' || uses.names end end "                                                       \
    "from pg_catalog.pg_class c "                                                                  \
    "join pg_catalog.pg_namespace n on n.oid = c.relnamespace, "                                   \
    "lateral (select count(*) as count, string_agg(u.name, ', ') as names from ("                  \
    "select distinct r.ev_class::pg_catalog.regclass::text as name from pg_catalog.pg_depend d "   \
    "join pg_catalog.pg_rewrite r on r.oid = d.objid "                                             \
    "where d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass "                              \
    "and d.refobjid = c.oid and r.ev_class <> c.oid "                                              \
    "union select distinct k.conrelid::pg_catalog.regclass::text from pg_catalog.pg_constraint k " \
    "where k.contype = 'f' and k.confrelid = c.oid and k.conrelid <> c.oid) u) uses "              \
    "where c.oid = pg_catalog.to_regclass("

/* The name of the relation that a statement makes; false if it makes none. */
static bool
makes_relation(const PostgresClass *class, PostgresName *ret_name)
{
    *ret_name = class->match.object;

    switch ((int)class->kind)
    {
        case POSTGRES_CREATE_TABLE:
        case POSTGRES_CREATE_VIEW:
        case POSTGRES_CREATE_MATERIALIZED_VIEW:
        case POSTGRES_CREATE_SEQUENCE:
            break;
        case POSTGRES_CREATE_INDEX:
        case POSTGRES_CREATE_INDEX_CONCURRENTLY:
            /* An index is in the schema of its table, which need not be in the search_path. */
            ret_name->schema = class->match.parent.schema;
            break;
        default:
            return false;
    }

    return ret_name->name.size > 0;
}

static bool
take_line(void *context, size_t result, const Str *fields, size_t count, Error *err)
{
    const EngineLine *line = context;

    (void)result;

    if (count == 1)
        line->call(line->context, str_terminate(err->arena, fields[0]));

    return true;
}

/* The question about one statement's relation, or its setting, if it is one. */
static bool
append_question(Str statement, Buf *sql)
{
    SCOPED_ARENA scratch = {0};
    const PostgresClass class = postgres_classify(statement, false, &scratch);
    PostgresName name;

    if (class.kind == POSTGRES_SET || class.kind == POSTGRES_SET_CONFIG)
    {
        buf_append(sql, statement);
        buf_append(sql, STR("\n;\n"));
    }

    if (!makes_relation(&class, &name))
        return false;

    buf_append(sql, STR(RELATION_LINE));
    sql_append_qualified_literal(sql, &name);
    buf_append(sql, STR(");\n"));

    return true;
}

bool
postgres_describe(void *self, const Script *script, size_t count, EngineLine line, Error *err)
{
    const Postgres *postgres = self;
    SCOPED_BUF sql = {0};
    size_t described = 0;

    buf_append(&sql, STR("begin;\n"));

    for (size_t index = 0; index < count && described < DESCRIBED_MAX; index++)
    {
        const Statement *statement = &script->statements[index];
        const StatementBlock *block = statement->block;
        const Str *texts = block == NULL ? &statement->text : block->texts;

        for (size_t text = 0; text < (block == NULL ? 1 : block->count); text++)
            described += append_question(texts[text], &sql) ? 1 : 0;
    }

    buf_append(&sql, STR("rollback"));

    return described == 0 ||
           postgres_query_own(postgres, &sql, (PostgresRows){take_line, &line}, err);
}
