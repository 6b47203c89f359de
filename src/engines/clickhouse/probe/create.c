/*
 * create.c
 *    CREATE of anything but users, ATTACH TABLE and UNDROP: is it there, and was it before?
 *
 * Tables, views, dictionaries, databases and functions are one file each, written aside and
 * renamed: after the server was killed at every rename of the statement (18.16 and 26.7) the
 * object was there and whole, or not there at all.  So:
 *
 *     not there now                     it did not take effect
 *     there, and was not before         it took effect
 *     there, and was there before       it failed, or had nothing to do (IF NOT EXISTS)
 *     OR REPLACE: another uuid          it took effect; the same uuid: it did not.  A table that
 *                                       was replaced may still be there, as `_tmp_replace_...`
 *                                       (seen), with its old uuid: it is dropped
 *
 * Three kinds make more than one thing:
 *
 *   CREATE TABLE AS SELECT is built aside and renamed since 26.7, in databases that keep uuids
 *   (seen; a table `_tmp_replace_...` may stay behind, as with OR REPLACE: see clear_remnants()).
 *   Before, and in Ordinary databases, the table is there from the start and filled then (seen: 5
 *   of 20 rows after a kill).  It was not there before, so it can be dropped and made again, unless
 *   somebody has built on it.  The same for CLONE AS, which attaches the parts one by one.
 *
 *   A materialized view without TO makes its inner table first.  Killed in between, the inner
 *   table is left without a view: as `.inner.<view>` (Ordinary) it is in the way of the next try,
 *   as `.inner_id.<uuid>` it is not.  That one goes if it is empty and nobody makes it; else it is
 *   only named.
 *
 *   POPULATE fills the view after it is there, as CREATE TABLE AS SELECT did.
 */
#include "base/macro.h"
#include "engines/clickhouse/probe/probe.h"

enum
{
    ATOMIC_AS_SELECT = 2607,
};

#define ORDINARY_INNER ".inner."
#define UUID_INNER     ".inner_id."

/* The object at one moment: both NULL if it is not there. */
typedef struct Sight
{
    const LookTable *table;
    const LookThing *thing;
} Sight;

static bool
is_there(Sight sight)
{
    return sight.table != NULL || sight.thing != NULL;
}

static LookTopic
topic_of(const ClickhouseFacts *facts)
{
    if (facts->kind == CLICKHOUSE_CREATE_FUNCTION)
        return LOOK_FUNCTIONS;
    if (facts->kind == CLICKHOUSE_CREATE_NAMED_COLLECTION)
        return LOOK_COLLECTIONS;

    return facts->of_databases ? LOOK_DATABASES : LOOK_TABLES;
}

static Sight
see(const Look *look, const ClickhouseFacts *facts, LookName name)
{
    const LookTopic topic = topic_of(facts);

    return topic == LOOK_TABLES ? (Sight){.table = look_table(look, name)}
                                : (Sight){.thing = look_thing(look, topic, name)};
}

/* Whether the object was made anew between the two looks: its uuid or its definition changed. */
static bool
made_anew(Sight before, Sight now)
{
    if (!is_there(before))
        return is_there(now);
    if (now.thing != NULL)
        return !str_equal(before.thing->about, now.thing->about);

    return !probe_same_table(before.table, now.table) ||
           !str_equal(before.table->query, now.table->query);
}

/* Whether no other client can be just making it: it is from before the server's start. */
static bool
nobody_makes(const Probe *probe, const LookThing *thing)
{
    return probe->alone || look_made_before_start(probe->now, thing);
}

/* ---- one object ---- */

/*
 * The table that was replaced, under the name that it got when the new one took its own: to drop
 * it is the last that the statement does.  By its uuid it is that table, and nobody else's.
 */
static const LookThing *
find_replaced(const Look *now, const LookTable *before)
{
    for (size_t index = 0; index < now->thing_count && before != NULL; index++)
    {
        const LookThing *thing = &now->things[index];

        if (thing->topic == LOOK_ORPHANS && before->uuid.size > 0 &&
            str_equal(thing->about, before->uuid))
            return thing;
    }

    return NULL;
}

static Finding
judge_replaced(const Probe *probe, const char *words, Sight before)
{
    const LookThing *old = find_replaced(probe->now, before.table);
    Str *repair = NULL;

    if (old == NULL)
        return probe_found(probe, VERDICT_TOOK_EFFECT,
                           "%s was made anew since: it is not the one that was there before.",
                           words);

    repair = ARENA_NEW(probe->arena, Str);
    *repair = probe_statement(probe, "DROP TABLE", old->name);

    return probe_mend(probe, repair, 1, VERDICT_TOOK_EFFECT,
                      "%s was made anew since, and the one that was there before is still there, "
                      "as %s.",
                      words, probe_words(probe, old->name));
}

/* Whether replacing it throws away rows: a table's, or those of a view's inner table. */
static bool
holds_rows(const ClickhouseFacts *facts)
{
    const bool view = facts->kind == CLICKHOUSE_CREATE_MATERIALIZED_VIEW ||
                      facts->kind == CLICKHOUSE_CREATE_MATERIALIZED_VIEW_POPULATE;

    return facts->kind == CLICKHOUSE_CREATE_OR_REPLACE_TABLE || (view && !facts->to_target);
}

/* OR REPLACE: there is always something, so what counts is whether it is another one. */
static Finding
judge_replace(const Probe *probe, const char *words, Sight before, Sight now)
{
    if (!is_there(now))
        return probe_found(probe, VERDICT_DID_NOT, "There is no %s.", words);

    if (probe->before->taken && made_anew(before, now))
        return judge_replaced(probe, words, before);

    /* Nobody can tell by a text that did not change whether the rows were thrown away. */
    if (now.table != NULL && now.table->uuid.size == 0 && holds_rows(probe->facts))
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%s is defined as before, and its database keeps no uuids by which a "
                           "new table could be told from the old one.",
                           words);

    if (!probe->before->taken && holds_rows(probe->facts))
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%s is there, and nobody saw whether it is another one than before.",
                           words);

    return probe_found(probe, VERDICT_DID_NOT,
                       "%s is the same as before; replacing it once more does no harm.", words);
}

static Finding
judge_object(const Probe *probe, const char *words, Sight before, Sight now)
{
    if (!is_there(now))
        return probe_found(probe, VERDICT_DID_NOT, "There is no %s.", words);

    if (probe->facts->if_not_exists)
        return probe_found(probe, VERDICT_TOOK_EFFECT, "%s is there.", words);

    if (!probe->before->taken)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%s is there, and nobody saw whether it was there before.", words);

    if (is_there(before))
        return probe_found(probe, VERDICT_DID_NOT, "%s was there before, so it could not be made.",
                           words);

    return probe_found(probe, VERDICT_TOOK_EFFECT, "%s is there, and was not before.", words);
}

/* ---- a table or view that is filled when it is there already ---- */

static Finding
judge_filled(const Probe *probe, LookName name, const char *what, const char *drop)
{
    const char *words = probe_words(probe, name);
    const LookThing *reader = look_user(probe->now, LOOK_READERS, name);
    const LookThing *feeder = look_user(probe->now, LOOK_FEEDERS, name);
    const LookThing *user = reader != NULL ? reader : feeder;
    Str *repair = NULL;

    if (user != NULL)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%s was not there before and is now, but perhaps not with all its rows; "
                           "it cannot just be made again, because view %s %s it.",
                           words, probe_words(probe, user->name),
                           reader != NULL ? "reads from" : "writes into");

    repair = ARENA_NEW(probe->arena, Str);
    *repair = probe_statement(probe, drop, name);

    return probe_mend(probe, repair, 1, VERDICT_DID_NOT,
                      "%s was not there before and is now, but perhaps not with all its rows: this "
                      "server makes the %s first and fills it then. It can be dropped and made "
                      "again.",
                      words, what);
}

static Finding
judge_as_select(const Probe *probe, LookName name, Sight before, Sight now)
{
    const bool aside = probe->facts->kind == CLICKHOUSE_CREATE_TABLE_AS_SELECT && is_there(now) &&
                       now.table != NULL && now.table->uuid.size > 0 &&
                       probe->server_version >= ATOMIC_AS_SELECT;

    if (!is_there(now) || is_there(before) || !probe->before->taken || aside)
        return judge_object(probe, probe_words(probe, name), before, now);

    return judge_filled(probe, name, "table", "DROP TABLE");
}

/* ---- materialized views ---- */

/* Whether this is the inner table of a view that was never made: in the way, or nobody's. */
static bool
is_left_over(const Probe *probe, const LookThing *thing, LookName view)
{
    const char *by_name =
        arena_printf(probe->arena, ORDINARY_INNER STR_FORMAT, STR_ARGS(view.name));

    return thing->topic == LOOK_ORPHANS && probe->before->taken &&
           look_thing(probe->before, LOOK_ORPHANS, thing->name) == NULL &&
           ((str_equal(thing->name.name, str_from(by_name)) &&
             str_equal(thing->name.database, view.database)) ||
            (thing->empty && nobody_makes(probe, thing) &&
             str_starts_with(thing->name.name, STR(UUID_INNER))));
}

static Finding
judge_without_view(const Probe *probe, LookName name)
{
    const char *words = probe_words(probe, name);
    Str *repairs = ARENA_ARRAY(probe->arena, Str, probe->now->thing_count + 1);
    size_t count = 0;

    for (size_t index = 0; index < probe->now->thing_count; index++)
    {
        const LookThing *thing = &probe->now->things[index];

        if (is_left_over(probe, thing, name))
            repairs[count++] = probe_statement(probe, "DROP TABLE", thing->name);
    }

    if (count == 0)
        return probe_found(probe, VERDICT_DID_NOT, "There is no %s.", words);

    return probe_mend(probe, repairs, count, VERDICT_DID_NOT,
                      "There is no %s, but its inner table is there, which was not there before.",
                      words);
}

static Finding
judge_materialized(const Probe *probe, LookName name, Sight before, Sight now)
{
    const bool populate = probe->facts->kind == CLICKHOUSE_CREATE_MATERIALIZED_VIEW_POPULATE;

    if (!is_there(now) && !probe->facts->to_target)
        return judge_without_view(probe, name);

    if (populate && probe->before->taken && !is_there(before) && is_there(now))
        return judge_filled(probe, name, "view", "DROP TABLE");

    return probe->facts->or_replace ? judge_replace(probe, probe_words(probe, name), before, now)
                                    : judge_object(probe, probe_words(probe, name), before, now);
}

/*
 * A table that was to become this one, or the one that this one replaced, whose statement died.  It
 * goes if it is new since the snapshot and nobody makes it: such a table lives no longer than its
 * statement, and the next attempt builds one of its own.
 */
static Finding
clear_remnants(const Probe *probe, Finding finding)
{
    Str *repairs = ARENA_ARRAY(probe->arena, Str, probe->now->thing_count + 1);
    size_t count = 0;
    const bool told = finding.verdict == VERDICT_DID_NOT || finding.verdict == VERDICT_TOOK_EFFECT;

    for (size_t index = 0; told && index < probe->now->thing_count; index++)
    {
        const LookThing *thing = &probe->now->things[index];

        if (thing->topic == LOOK_REMNANTS && probe->before->taken && nobody_makes(probe, thing) &&
            look_thing(probe->before, LOOK_REMNANTS, thing->name) == NULL)
            repairs[count++] = probe_statement(probe, "DROP TABLE", thing->name);
    }

    if (count == 0)
        return finding;

    return probe_mend(
        probe, repairs, count, finding.verdict,
        "%s  A table that was built aside for it is left, which was not there before.",
        finding.evidence);
}

/* What servers leave behind and nothing uses: worth a word, and no more. */
static Finding
with_remains(const Probe *probe, Finding found)
{
    Finding finding = clear_remnants(probe, found);

    for (size_t index = 0; index < probe->now->thing_count; index++)
    {
        const LookThing *thing = &probe->now->things[index];

        if (thing->topic != LOOK_ORPHANS || !probe->before->taken ||
            look_thing(probe->before, LOOK_ORPHANS, thing->name) != NULL ||
            finding.repair_count > 0)
            continue;

        finding.evidence = arena_printf(
            probe->arena,
            "%s Since then there is a table %s, which looks like a remnant of an unfinished "
            "statement.",
            finding.evidence, probe_words(probe, thing->name));
    }

    return finding;
}

Finding
probe_create(const Probe *probe)
{
    const LookName name = probe_name(probe, 0);
    const char *words = probe_words(probe, name);
    const Sight before = see(probe->before, probe->facts, name);
    const Sight now = see(probe->now, probe->facts, name);

    switch ((int)probe->facts->kind)
    {
        case CLICKHOUSE_CREATE_TABLE_AS_SELECT:
        case CLICKHOUSE_CREATE_TABLE_CLONE:
            return with_remains(probe, judge_as_select(probe, name, before, now));
        case CLICKHOUSE_CREATE_MATERIALIZED_VIEW:
        case CLICKHOUSE_CREATE_MATERIALIZED_VIEW_POPULATE:
            return with_remains(probe, judge_materialized(probe, name, before, now));
        case CLICKHOUSE_CREATE_OR_REPLACE_TABLE:
            return with_remains(probe, judge_replace(probe, words, before, now));
        default:
            return probe->facts->or_replace ? judge_replace(probe, words, before, now)
                                            : judge_object(probe, words, before, now);
    }
}
