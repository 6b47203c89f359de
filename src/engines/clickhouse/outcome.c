/*
 * outcome.c
 *    When an error reply proves that nothing happened.
 */
#include "engines/clickhouse/outcome.h"

#include <assert.h>

#include "base/macro.h"

enum
{
    TOO_MANY_QUERIES = 202,
    CLUSTER_DOESNT_EXIST = 701,
    CANNOT_ASSIGN_ALTER = 517, /* a replica has not yet caught up with an earlier ALTER */
};

/* What an error leaves of a statement: the third column of kind.def. */
typedef enum Effect
{
    EFFECT_ATOMIC,
    EFFECT_SINGLE,
    EFFECT_PARTIAL,
    EFFECT_SERIAL,
    EFFECT_DATA,
} Effect;

/* When a code is raised: the third column of error_code.def. */
typedef enum Moment
{
    MOMENT_OTHER, /* not in the table */
    MOMENT_REFUSED,
    MOMENT_RIGHTS,
    MOMENT_SYNTAX,
    MOMENT_NAME,
    MOMENT_EXISTS,
    MOMENT_LATE,
} Moment;

static const Effect EFFECTS[] = {
#define KIND(name, title, effect) [CLICKHOUSE_##name] = EFFECT_##effect,
#include "engines/clickhouse/parse/kind.def"
#undef KIND
};

static const struct
{
    unsigned code;
    Moment moment;
} CODES[] = {
#define ERROR_CODE(code, name, moment) {(code), MOMENT_##moment},
#include "engines/clickhouse/error_code.def"
#undef ERROR_CODE
};

/* The words in which a server passes on an error of another one, in 18.16 as in 26.7. */
static const char *const FOREIGN[] = {"Received from ", "There was an error on "};

static Moment
moment_of(unsigned code)
{
    for (size_t index = 0; index < LENGTH_OF(CODES); index++)
    {
        if (CODES[index].code == code)
            return CODES[index].moment;
    }

    return MOMENT_OTHER;
}

static bool
proves_nothing_done(Moment moment, Effect effect)
{
    switch (moment)
    {
        case MOMENT_REFUSED:
            return true;
        case MOMENT_RIGHTS:
            return effect != EFFECT_SERIAL;
        case MOMENT_SYNTAX:
            return effect != EFFECT_DATA;
        case MOMENT_NAME:
            return effect == EFFECT_ATOMIC || effect == EFFECT_SINGLE;
        case MOMENT_OTHER:
            return effect == EFFECT_ATOMIC;
        case MOMENT_EXISTS:
        case MOMENT_LATE:
            return false;
    }

    return false;
}

bool
clickhouse_error_means_not_done(ClickhouseKind kind, unsigned code)
{
    assert(kind < CLICKHOUSE_KIND_COUNT);

    return code != 0 && proves_nothing_done(moment_of(code), EFFECTS[kind]);
}

/* The words of another server, whose code says nothing about this one. */
static bool
is_foreign(Str message)
{
    for (size_t index = 0; index < LENGTH_OF(FOREIGN); index++)
    {
        const Str words = str_from(FOREIGN[index]);

        if (str_find(message, 0, words) < message.size)
            return true;
    }

    return false;
}

/* ON CLUSTER has many other servers. */
static bool
speaks_for_itself(const ClickhouseFacts *facts, Str message)
{
    return !is_foreign(message) && !facts->on_cluster;
}

/* What the server that was asked finds out before it asks any other. */
static bool
precedes_cluster(unsigned code, Str message)
{
    return !is_foreign(message) &&
           (code == CLUSTER_DOESNT_EXIST || moment_of(code) == MOMENT_SYNTAX);
}

bool
clickhouse_error_settles(const ClickhouseFacts *facts, unsigned code, Str message)
{
    if (facts->on_cluster)
        return precedes_cluster(code, message);

    return speaks_for_itself(facts, message) && clickhouse_error_means_not_done(facts->kind, code);
}

bool
clickhouse_error_says_exists(const ClickhouseFacts *facts, unsigned code, Str message)
{
    return speaks_for_itself(facts, message) && moment_of(code) == MOMENT_EXISTS &&
           EFFECTS[facts->kind] == EFFECT_ATOMIC;
}

/* One change of one table, which the server refused to begin. */
static bool
alters_at_once(ClickhouseKind kind)
{
    return kind == CLICKHOUSE_ALTER_METADATA || kind == CLICKHOUSE_ALTER_COLUMN_DATA ||
           kind == CLICKHOUSE_ALTER_MUTATION;
}

bool
clickhouse_error_will_pass(const ClickhouseFacts *facts, unsigned code, Str message)
{
    return speaks_for_itself(facts, message) &&
           (code == TOO_MANY_QUERIES ||
            (code == CANNOT_ASSIGN_ALTER && alters_at_once(facts->kind)));
}
