/*
 * drop.c
 *    DROP and DETACH: is it gone, and was it there before?
 *
 * Dropping one table, view, dictionary, function or collection is one rename or one removal of a
 * file (seen on 18.16 and 26.7): it is there and whole, or it is gone.  `DROP TABLE a, b` goes one
 * after the other, and DROP DATABASE table by table (seen).  What is gone cannot be brought back,
 * so the rest is dropped: that is what the statement was for.
 *
 * A table that is there under the same name with another uuid is not the one that was to be
 * dropped: somebody made it since, and it is not touched.
 */
#include "engines/clickhouse/probe/probe.h"

static LookTopic
topic_of(const ClickhouseFacts *facts)
{
    if (facts->kind == CLICKHOUSE_DROP_FUNCTION)
        return LOOK_FUNCTIONS;
    if (facts->kind == CLICKHOUSE_DROP_NAMED_COLLECTION)
        return LOOK_COLLECTIONS;

    return facts->of_databases ? LOOK_DATABASES : LOOK_TABLES;
}

static bool
is_there(const Look *look, const ClickhouseFacts *facts, LookName name)
{
    const LookTopic topic = topic_of(facts);

    return topic == LOOK_TABLES ? look_table(look, name) != NULL
                                : look_thing(look, topic, name) != NULL;
}

/* Whether what is there now came after the look before. */
static bool
is_another(const Probe *probe, LookName name)
{
    const LookTable *before = look_table(probe->before, name);
    const LookTable *now = look_table(probe->now, name);

    return before != NULL && now != NULL && !probe_same_table(before, now);
}

/* DROP TABLE drops views as well, in every version; a dictionary wants its own word. */
static Str
drop_statement(const Probe *probe, LookName name)
{
    const LookTable *table = look_table(probe->now, name);
    const bool dictionary = table != NULL && STR_IS(table->engine, "Dictionary");

    return probe_statement(probe, dictionary ? "DROP DICTIONARY" : "DROP TABLE", name);
}

static Finding
judge_one(const Probe *probe, LookName name)
{
    const char *words = probe_words(probe, name);
    const bool was_there = is_there(probe->before, probe->facts, name);

    if (is_another(probe, name))
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%s is there, but it is not the one of before: somebody made it anew.",
                           words);

    if (is_there(probe->now, probe->facts, name))
        return probe_found(probe, VERDICT_DID_NOT, "%s is still there.", words);

    if (probe->before->taken && !was_there && !probe->facts->if_exists)
        return probe_found(probe, VERDICT_DID_NOT, "There was no %s before it either.", words);

    return probe_found(probe, VERDICT_TOOK_EFFECT, "%s is gone.", words);
}

/* ---- several ---- */

typedef struct Tally
{
    size_t gone;
    size_t left;
    const char *first_gone;
    const char *another; /* made anew since */
    const char *missing; /* was not there before, which ends the statement */
} Tally;

static Tally
count_names(const Probe *probe)
{
    Tally tally = {0};

    for (size_t index = 0; index < probe->facts->name_count; index++)
    {
        const LookName name = probe_name(probe, index);
        const bool was_there = look_table(probe->before, name) != NULL;

        if (is_another(probe, name))
            tally.another = probe_words(probe, name);
        else if (look_table(probe->now, name) != NULL)
            tally.left++;
        else if (!probe->before->taken || was_there)
            tally.first_gone = tally.gone++ == 0 ? probe_words(probe, name) : tally.first_gone;
        else if (!probe->facts->if_exists)
            tally.missing = probe_words(probe, name);
    }

    return tally;
}

static Finding
judge_several(const Probe *probe)
{
    const Tally tally = count_names(probe);
    Str *repairs = ARENA_ARRAY(probe->arena, Str, tally.left + 1);
    size_t count = 0;

    if (tally.another != NULL)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%s is there, but it is not the one of before: somebody made it anew.",
                           tally.another);

    if (tally.left == 0 && tally.missing == NULL)
        return probe_found(probe, VERDICT_TOOK_EFFECT, "All of them are gone.");

    if (tally.gone == 0)
        return probe_found(probe, VERDICT_DID_NOT, "All that was there before is still there.");

    if (tally.missing != NULL)
        return probe_mend(probe, NULL, 0, VERDICT_CANNOT_TELL,
                          "%s is gone; but there was no %s before, at which the statement fails "
                          "whenever it is run.",
                          tally.first_gone, tally.missing);

    for (size_t index = 0; index < probe->facts->name_count; index++)
    {
        if (look_table(probe->now, probe_name(probe, index)) != NULL)
            repairs[count++] = drop_statement(probe, probe_name(probe, index));
    }

    return probe_mend(probe, repairs, count, VERDICT_TOOK_EFFECT,
                      "%zu of %zu are gone; the rest can be dropped as well.", tally.gone,
                      tally.gone + tally.left);
}

static Finding
judge_database(const Probe *probe, LookName name)
{
    const LookThing *before = look_thing(probe->before, LOOK_DATABASES, name);
    const LookThing *now = look_thing(probe->now, LOOK_DATABASES, name);
    size_t gone = 0;
    Str *repair = NULL;

    if (before != NULL && now != NULL && !str_equal(before->about, now->about))
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "Database %s is there, but it is not the one of before: somebody made "
                           "it anew.",
                           probe_words(probe, name));

    for (size_t index = 0; index < probe->before->table_count; index++)
        gone += look_table(probe->now, probe->before->tables[index].name) == NULL;

    if (now == NULL || gone == 0)
        return judge_one(probe, name);

    repair = ARENA_NEW(probe->arena, Str);
    *repair = probe_statement(probe, "DROP DATABASE", name);

    return probe_mend(probe, repair, 1, VERDICT_TOOK_EFFECT,
                      "Database %s is there, but %zu of its %zu tables are gone; the rest can be "
                      "dropped as well.",
                      probe_words(probe, name), gone, probe->before->table_count);
}

Finding
probe_drop(const Probe *probe)
{
    if (probe->facts->kind == CLICKHOUSE_DROP_DATABASE)
        return judge_database(probe, probe_name(probe, 0));

    if (probe->facts->name_count == 1)
        return judge_one(probe, probe_name(probe, 0));

    if (probe->facts->kind == CLICKHOUSE_DETACH)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "It detaches several tables, one after the other.");

    return judge_several(probe);
}
