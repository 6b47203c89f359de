/*
 * insert.c
 *    INSERT: what the parts of its target say.
 *
 * A MergeTree takes rows in part by part: one for each block of about a million rows and each
 * partition in it, each with one rename.  Killed at every rename (26.7; 18.16 with one and
 * several partitions) the server had any number of them.  Views that the table feeds are written
 * behind the table, each part by part too (seen); but as a part is only put in place when the next
 * block comes, a view that makes more of a block can be ahead of the table, so a target without
 * new rows proves nothing if it feeds one.
 *
 *   nothing new in the target, nor in what the     it did not take effect
 *   views behind it write into
 *   as many new rows as the statement has, in a    it took effect: it brings its rows with it,
 *   table that is the migration's own              and nothing gathers them (Replacing, Summing)
 *   as many, in a table that others may write to   nobody can tell: a statement that never came
 *                                                  would be left out for theirs
 *   something new, the table is the migration's    what is new goes, and it runs again: if the
 *   own, and no view writes into it                table was empty, TRUNCATE
 *   something new otherwise                        nobody can tell; what is new is counted
 *
 * Blocks are not swallowed as known ones when it runs again: the settings of every statement turn
 * deduplication off, and TRUNCATE and DROP PARTITION forget them (notes of issue trackers; 26.7).
 *
 * Log, Memory, Set and the like keep no parts: only if the table is the migration's own, and
 * nothing of the migration has filled it, is it known to have been empty.  A Null table keeps
 * nothing at all.  What others keep (Distributed, Kafka, File ...) cannot be seen from here.
 */
#include "engines/clickhouse/parse/insert.h"
#include "base/macro.h"
#include "engines/clickhouse/parse/lex.h"
#include "engines/clickhouse/probe/own.h"
#include "engines/clickhouse/probe/parts.h"

/* They keep every row as it came, so rows can be counted. */
static const char *const COUNTABLE[] = {"MergeTree", "ReplicatedMergeTree", "SharedMergeTree"};

/* They keep rows without parts, and can be truncated in 18.16 too. */
static const char *const SIMPLE[] = {"Log", "TinyLog", "StripeLog", "Memory", "Set", "Join"};

static bool
is_one_of(Str engine, const char *const *names, size_t count)
{
    for (size_t index = 0; index < count; index++)
    {
        if (str_equal(engine, str_from(names[index])))
            return true;
    }

    return false;
}

/* ---- undoing ---- */

static Finding
mend_by_truncate(const Probe *probe, LookName table, const char *what)
{
    Str *repair = ARENA_NEW(probe->arena, Str);

    *repair = probe_statement(probe, "TRUNCATE TABLE", table);

    return probe_mend(probe, repair, 1, VERDICT_DID_NOT,
                      "%s This migration made the table, it was empty before, and no view writes "
                      "into it: so it can be emptied and filled again.",
                      what);
}

/* Whether a new part holds nothing that was there before, as a merge of old and new would. */
static bool
is_new_alone(const Probe *probe, const LookPart *part)
{
    const PartFilter siblings = {.table = part->table, .partition = part->partition_id};
    PartRange range;
    PartRange old_range;

    if (!part_range(part, &range))
        return false;

    for (size_t index = 0; index < probe->before->part_count; index++)
    {
        const LookPart *old = &probe->before->parts[index];

        if (part_fits(old, &siblings) &&
            (!part_range(old, &old_range) || old_range.last >= range.first))
            return false;
    }

    return true;
}

/* What drops this new part and nothing else; empty if there is no such thing. */
static Str
undo_part(const Probe *probe, const LookPart *part)
{
    const PartFilter siblings = {.table = part->table, .partition = part->partition_id};

    if (parts_count(probe->before, &siblings) == 0)
        return parts_alter(probe, part->table, "DROP PARTITION ID", part->partition_id, "");

    return is_new_alone(probe, part) ? parts_drop_one(probe, part) : (Str){0};
}

/* The earlier statements of the migration filled it too: only what is new may go. */
static Finding
mend_by_part(const Probe *probe, LookName table, const char *what)
{
    const PartFilter filter = {.table = table};
    PartRepairs repairs = {0};

    for (size_t index = 0; index < probe->now->part_count; index++)
    {
        const LookPart *part = &probe->now->parts[index];

        if (part_fits(part, &filter) && !part_was_there(probe->before, part))
            parts_repair(probe, &repairs, undo_part(probe, part));
    }

    return parts_mend(probe, &repairs, VERDICT_DID_NOT,
                      repairs.impossible
                          ? arena_printf(probe->arena,
                                         "%s What is new cannot be dropped apart from what was "
                                         "there before.",
                                         what)
                          : arena_printf(probe->arena,
                                         "%s This migration made the table, and no view writes "
                                         "into it: so what is new can be dropped.",
                                         what));
}

/* ---- a MergeTree ---- */

/* Whether the statement says how many rows it has, and all of them are there. */
static bool
has_all_rows(const Probe *probe, const LookTable *table, uint64_t rows)
{
    const PartFilter filter = {.table = table->name};

    return rows > 0 && is_one_of(table->engine, COUNTABLE, LENGTH_OF(COUNTABLE)) &&
           parts_gone(probe->before, probe->now, &filter) == 0 &&
           parts_rows(probe->now, &filter) == parts_rows(probe->before, &filter) + rows;
}

static const char *
view_words(const Probe *probe, const LookThing *view)
{
    return probe_words(probe, view->name);
}

/* "db.table blocks rows" without the rows, and these. */
static Str
cut_rows(Str sink, uint64_t *ret_rows)
{
    size_t from = sink.size;

    while (from > 0 && sink.data[from - 1] != ' ')
        from--;
    if (!str_to_u64(str_slice(sink, from, sink.size), ret_rows))
        *ret_rows = 0;

    return str_slice(sink, 0, from);
}

/* Whether nothing was written into what the view writes into; merges may have joined rows. */
static bool
sink_is_unchanged(const Probe *probe, LookName view)
{
    const LookThing *before = look_thing(probe->before, LOOK_SINKS, view);
    const LookThing *now = look_thing(probe->now, LOOK_SINKS, view);
    uint64_t rows_before = 0;
    uint64_t rows_now = 0;

    return before != NULL && now != NULL && before->about.size > 0 && now->about.size > 0 &&
           str_equal(cut_rows(before->about, &rows_before), cut_rows(now->about, &rows_now)) &&
           rows_now <= rows_before;
}

/* A view behind the table that may have been written; NULL if none was. */
static const LookThing *
find_written_view(const Probe *probe, LookName table)
{
    const Look *const looks[] = {probe->before, probe->now};

    for (size_t look = 0; look < LENGTH_OF(looks); look++)
    {
        for (size_t index = 0; index < looks[look]->thing_count; index++)
        {
            const LookThing *thing = &looks[look]->things[index];

            if (thing->topic == LOOK_READERS && look_same_name(thing->table, table) &&
                !sink_is_unchanged(probe, thing->name))
                return thing;
        }
    }

    return NULL;
}

static Finding
judge_unchanged(const Probe *probe, LookName table)
{
    const LookThing *written = find_written_view(probe, table);

    if (written == NULL)
        return probe_found(probe, VERDICT_DID_NOT,
                           "No row was added to %s since, nor to what its views write into.",
                           probe_words(probe, table));

    return probe_found(probe, VERDICT_CANNOT_TELL,
                       "No row was added to %s since, but it feeds the view %s, which may have "
                       "been written before it.",
                       probe_words(probe, table), view_words(probe, written));
}

/* As many rows are new as the statement has. */
static Finding
judge_as_many(const Probe *probe, LookName table, const char *what, uint64_t rows)
{
    /* A restart takes with it what was not written of the log. */
    const bool unlogged = probe->unlogged && !look_restarted(probe->before, probe->now);

    if (probe_owns(probe, table) && !unlogged)
        return probe_found(probe, VERDICT_TOOK_EFFECT,
                           "%s These are the %llu row(s) of the statement.", what,
                           (unsigned long long)rows);

    return probe_found(probe, VERDICT_CANNOT_TELL,
                       "%s The statement has %llu row(s) too, but the server's query log %s: they "
                       "may be somebody else's.",
                       what, (unsigned long long)rows,
                       unlogged ? "goes on behind it and does not know it" : "is silent about it");
}

static Finding
judge_changed(const Probe *probe, const LookTable *table)
{
    const uint64_t rows =
        clickhouse_insert_rows(probe->text, clickhouse_nests_comments(probe->server_version));
    const LookThing *feeder = probe_user(probe, LOOK_FEEDERS, table->name);
    const LookThing *reader = probe_user(probe, LOOK_READERS, table->name);
    const char *what = parts_difference(probe, table->name);
    const PartFilter filter = {.table = table->name};

    if (reader != NULL)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%s The table feeds the view %s, whose rows come later.", what,
                           view_words(probe, reader));
    if (feeder != NULL)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%s The view %s writes into the table as well.", what,
                           view_words(probe, feeder));
    if (has_all_rows(probe, table, rows))
        return judge_as_many(probe, table->name, what, rows);
    if (!probe_owns(probe, table->name))
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%s Whether these are all the rows of the statement, and no others, "
                           "cannot be told.",
                           what);

    return parts_count(probe->before, &filter) == 0 ? mend_by_truncate(probe, table->name, what)
                                                    : mend_by_part(probe, table->name, what);
}

/* ---- other tables ---- */

/* Whether a statement of the migration may have filled the table since it was made. */
static bool
was_filled(const Probe *probe)
{
    bool filled = false;

    for (size_t index = 0; index < probe->index && !filled; index++)
    {
        const ClickhouseFacts facts = clickhouse_classify(
            probe->server_version, probe->script->statements[index].text, probe->arena);

        filled = facts.kind == CLICKHOUSE_INSERT_SELECT || facts.kind == CLICKHOUSE_INSERT_VALUES ||
                 facts.kind == CLICKHOUSE_INSERT_INLINE ||
                 facts.kind == CLICKHOUSE_CREATE_TABLE_AS_SELECT;
    }

    return filled;
}

static Finding
judge_simple(const Probe *probe, const LookTable *table)
{
    const bool used = probe_user(probe, LOOK_FEEDERS, table->name) != NULL ||
                      probe_user(probe, LOOK_READERS, table->name) != NULL;

    if (!used && probe_owns(probe, table->name) && !was_filled(probe))
        return mend_by_truncate(
            probe, table->name,
            arena_printf(probe->arena, "A " STR_FORMAT " table does not show what was added to it.",
                         STR_ARGS(table->engine)));

    return probe_found(probe, VERDICT_CANNOT_TELL,
                       "%s is a " STR_FORMAT " table: it does not show what was added to it.",
                       probe_words(probe, table->name), STR_ARGS(table->engine));
}

static Finding
judge_other(const Probe *probe, const LookTable *table)
{
    if (is_one_of(table->engine, SIMPLE, LENGTH_OF(SIMPLE)))
        return judge_simple(probe, table);

    if (STR_IS(table->engine, "Null") && probe_user(probe, LOOK_READERS, table->name) == NULL)
        return probe_found(probe, VERDICT_DID_NOT,
                           "%s is a Null table that feeds no view: nothing is kept, so it may run "
                           "again.",
                           probe_words(probe, table->name));

    return probe_found(probe, VERDICT_CANNOT_TELL,
                       "%s is a " STR_FORMAT " table: what was added to it cannot be seen.",
                       probe_words(probe, table->name), STR_ARGS(table->engine));
}

Finding
probe_insert(const Probe *probe)
{
    const LookName name = probe_name(probe, 0);
    const PartFilter filter = {.table = name};
    const LookTable *before = look_table(probe->before, name);
    const LookTable *now = look_table(probe->now, name);

    if (!probe->before->taken)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "Nobody looked at %s before it: what was added cannot be told.",
                           probe_words(probe, name));
    if (now == NULL && before == NULL)
        return probe_found(probe, VERDICT_DID_NOT, "There is no table %s, and was none before.",
                           probe_words(probe, name));
    if (now == NULL || before == NULL || !probe_same_table(before, now))
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%s is not the table that it was before the statement.",
                           probe_words(probe, name));
    if (!str_ends_with(now->engine, STR("MergeTree")))
        return judge_other(probe, now);

    return parts_new(probe->before, probe->now, &filter) == 0 ? judge_unchanged(probe, name)
                                                              : judge_changed(probe, now);
}
