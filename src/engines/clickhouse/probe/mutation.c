/*
 * mutation.c
 *    ALTER UPDATE, DELETE, MATERIALIZE ... and DELETE FROM: is the mutation recorded?
 *
 * A mutation exists once its mutation_N.txt is renamed into place; from then on the server
 * carries it out by itself, over restarts and without whoever asked for it (killed at every
 * rename, 18.16 and 26.7).  system.mutations shows each command of it, as the server writes them,
 * and keeps the last 100 that are finished.  So `x = x + 1` is told exactly:
 *
 *   not recorded                    it did not take effect
 *   recorded and done               it took effect
 *   recorded and not done           it runs
 *   recorded, failing               it would be tried for ever.  If no part has gone through it,
 *                                   KILL MUTATION leaves nothing of it; if some have, only a
 *                                   mutation that may run twice can be killed and run again
 *
 * A record that is gone (somebody killed the mutation) can leave parts that went through it: their
 * names end with a mutation's number.  DELETE and MATERIALIZE come to the same when they run
 * again, so for them no doubt remains, unless a DELETE asks a query or chance which rows go.
 * DELETE FROM may write patches, as a lightweight UPDATE does (lightweight_delete_mode), and then
 * leaves no record either (seen on 26.7).
 *
 * Which record is this statement's is told by its text (command.h).
 * A lightweight UPDATE (25.7) leaves no record: update.c.
 */
#include "engines/clickhouse/parse/alter.h"
#include "engines/clickhouse/probe/command.h"
#include "engines/clickhouse/probe/own.h"
#include "engines/clickhouse/probe/parts.h"
#include "engines/clickhouse/sql.h"

/* What is known of the records that were not there before. */
typedef struct Records
{
    Str id; /* of the one that has this statement's commands, the last if there are several */
    bool found;
    bool done;
    uint64_t parts_to_do;
    Str failure;
    size_t others; /* lines of new ones with other commands */
    Str other_id;  /* of one of these */
    bool several;  /* they are of several records */
} Records;

/* ---- the records ---- */

static bool
was_recorded(const Probe *probe, const LookMutation *mutation)
{
    for (size_t index = 0; index < probe->before->mutation_count; index++)
    {
        if (str_equal(probe->before->mutations[index].id, mutation->id) &&
            look_same_name(probe->before->mutations[index].table, mutation->table))
            return true;
    }

    return false;
}

/* A record has a line for each of its commands. */
static Str
all_commands(const Probe *probe, const LookMutation *mutation)
{
    SCOPED_BUF text = {0};

    for (size_t index = 0; index < probe->now->mutation_count; index++)
    {
        const LookMutation *line = &probe->now->mutations[index];

        if (!str_equal(line->id, mutation->id) || !look_same_name(line->table, mutation->table))
            continue;

        buf_append_char(&text, ' ');
        buf_append(&text, line->command);
    }

    return str_copy(probe->arena, buf_str(&text));
}

static void
take_record(Records *records, const LookMutation *mutation)
{
    records->found = true;
    records->id = mutation->id;
    records->done = mutation->done;
    records->parts_to_do = mutation->parts_to_do;
    records->failure = mutation->failure;
}

static void
take_other(Records *records, const LookMutation *mutation)
{
    records->several |= records->others > 0 && !str_equal(records->other_id, mutation->id);
    records->other_id = mutation->id;
    records->others++;
}

/* Of a table that nobody else knows, the only new record is this statement's, however written. */
static void
take_only_other(const Probe *probe, LookName table, Records *records)
{
    if (records->found || records->others == 0 || records->several || !probe_owns(probe, table))
        return;

    for (size_t index = 0; index < probe->now->mutation_count; index++)
    {
        const LookMutation *mutation = &probe->now->mutations[index];

        if (look_same_name(mutation->table, table) && str_equal(mutation->id, records->other_id))
            take_record(records, mutation);
    }
}

static Records
find_records(const Probe *probe, LookName table)
{
    Records records = {0};

    for (size_t index = 0; index < probe->now->mutation_count; index++)
    {
        const LookMutation *mutation = &probe->now->mutations[index];

        if (!look_same_name(mutation->table, table) || was_recorded(probe, mutation))
            continue;

        if (probe_has_commands(probe, all_commands(probe, mutation)))
            take_record(&records, mutation);
        else
            take_other(&records, mutation);
    }

    take_only_other(probe, table, &records);

    return records;
}

/* mutation_5.txt is number 5.  Replicated tables number by partition: 0, not known. */
static uint64_t
mutation_number(Str id)
{
    const Str head = STR("mutation_");
    const Str tail = STR(".txt");
    uint64_t number = 0;

    if (!str_starts_with(id, head) || !str_ends_with(id, tail) ||
        !str_to_u64(str_slice(id, head.size, id.size - tail.size), &number))
        return 0;

    return number;
}

/* Active parts that went through a mutation of that number or a later one. */
static size_t
parts_changed_by(const Probe *probe, LookName table, uint64_t number)
{
    const PartFilter filter = {.table = table};
    size_t count = 0;

    for (size_t index = 0; index < probe->now->part_count; index++)
    {
        PartRange range;

        count += part_fits(&probe->now->parts[index], &filter) &&
                         part_range(&probe->now->parts[index], &range) && range.mutation >= number
                     ? 1
                     : 0;
    }

    return count;
}

/* The highest number, of a block or a mutation, that was in use before. */
static uint64_t
last_number(const Probe *probe, LookName table)
{
    const PartFilter filter = {.table = table};
    uint64_t last = 0;

    for (size_t index = 0; index < probe->before->part_count; index++)
    {
        PartRange range;

        if (!part_fits(&probe->before->parts[index], &filter) ||
            !part_range(&probe->before->parts[index], &range))
            continue;

        last = range.last > last ? range.last : last;
        last = range.mutation > last ? range.mutation : last;
    }

    for (size_t index = 0; index < probe->before->mutation_count; index++)
    {
        const LookMutation *mutation = &probe->before->mutations[index];
        const uint64_t number = mutation_number(mutation->id);

        last = look_same_name(mutation->table, table) && number > last ? number : last;
    }

    return last;
}

/* Whether there is a patch that was not there before. */
static bool
has_new_patch(const Probe *probe, LookName table)
{
    for (size_t index = 0; index < probe->now->part_count; index++)
    {
        const LookPart *part = &probe->now->parts[index];
        bool known = !part_is_patch(part) || !look_same_name(part->table, table);

        for (size_t old = 0; old < probe->before->part_count && !known; old++)
            known = str_equal(probe->before->parts[old].name, part->name) &&
                    look_same_name(probe->before->parts[old].table, table);
        if (!known)
            return true;
    }

    return false;
}

/* ---- the verdict ---- */

/* rand(), randUniform(), generateUUIDv4() ... */
static bool
is_random(const ClickhouseToken *token)
{
    return token->kind == CLICKHOUSE_TOKEN_WORD && (str_starts_with(token->text, STR("rand")) ||
                                                    str_starts_with(token->text, STR("generate")));
}

/*
 * Whether all its commands come to the same when they run twice: no UPDATE among them, and no
 * query, which may find other rows once some are gone: DELETE WHERE i = (SELECT max(i) FROM t).
 */
static bool
may_run_twice(const Probe *probe)
{
    ClickhouseCursor cursor =
        clickhouse_cursor(probe->text, clickhouse_nests_comments(probe->server_version));
    bool may = true;

    for (; clickhouse_cursor_more(&cursor) && may; clickhouse_cursor_next(&cursor))
        may = !clickhouse_cursor_at(&cursor, "UPDATE") &&
              !clickhouse_cursor_at(&cursor, "SELECT") && !is_random(&cursor.token);

    return may;
}

static Finding
judge_failing(const Probe *probe, LookName table, const Records *records)
{
    const uint64_t number = mutation_number(records->id);
    const size_t changed = number == 0 ? 0 : parts_changed_by(probe, table, number);
    const bool untouched = number > 0 && changed == 0;
    SCOPED_BUF sql = {0};

    buf_append(&sql, STR("KILL MUTATION WHERE database = "));
    clickhouse_append_literal(&sql, table.database);
    buf_append(&sql, STR(" AND table = "));
    clickhouse_append_literal(&sql, table.name);
    buf_append(&sql, STR(" AND mutation_id = "));
    clickhouse_append_literal(&sql, records->id);

    if (untouched || may_run_twice(probe))
    {
        Str *repair = ARENA_NEW(probe->arena, Str);

        buf_append(&sql, STR(" SYNC"));
        *repair = str_copy(probe->arena, buf_str(&sql));
        return probe_mend(probe, repair, 1, VERDICT_DID_NOT,
                          "The mutation " STR_FORMAT " fails, and the server tries it again and "
                          "again: " STR_FORMAT " %s",
                          STR_ARGS(records->id), STR_ARGS(str_trim(records->failure)),
                          untouched ? "No part has gone through it."
                                    : "It may run twice, so it can be taken back and run again.");
    }

    return probe_found(probe, VERDICT_PARTLY,
                       "The mutation " STR_FORMAT " fails, and the server tries it again and "
                       "again, with %llu part(s) to do and %zu done: " STR_FORMAT " Once its cause "
                       "is gone it finishes by itself; `%s` gives it up, and leaves the parts that "
                       "are done as they are.",
                       STR_ARGS(records->id), (unsigned long long)records->parts_to_do, changed,
                       STR_ARGS(str_trim(records->failure)), buf_text(&sql));
}

static Finding
judge_recorded(const Probe *probe, LookName table, const Records *records)
{
    if (records->done)
        return probe_found(probe, VERDICT_TOOK_EFFECT, "The mutation " STR_FORMAT " of %s is done.",
                           STR_ARGS(records->id), probe_words(probe, table));
    if (records->failure.size > 0)
        return judge_failing(probe, table, records);

    return probe_found(
        probe, VERDICT_RUNNING, "The mutation " STR_FORMAT " of %s has %llu part(s) to do.",
        STR_ARGS(records->id), probe_words(probe, table), (unsigned long long)records->parts_to_do);
}

static Finding
judge_not_recorded(const Probe *probe, LookName table, const Records *records)
{
    const char *words = probe_words(probe, table);

    if (may_run_twice(probe))
        return probe_found(probe, VERDICT_DID_NOT,
                           "No mutation of %s has these commands; if there was one, it comes to "
                           "the same when it runs again.",
                           words);
    if (!probe->before->taken)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "Nobody looked at the mutations of %s before it.", words);
    if (records->others > 0)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%zu mutation(s) of %s are new since, and none of them has the text of "
                           "this statement: compare them in system.mutations.",
                           records->others, words);
    if (has_new_patch(probe, table))
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "There is no new mutation of %s, but a new patch: whose it is, is not "
                           "recorded.",
                           words);
    if (parts_changed_by(probe, table, last_number(probe, table) + 1) > 0)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "There is no new mutation of %s, but some parts went through one since: "
                           "its record is gone.",
                           words);

    return probe_found(probe, VERDICT_DID_NOT, "No mutation of %s was recorded since.", words);
}

Finding
probe_mutation(const Probe *probe)
{
    const LookName table = probe_name(probe, 0);
    const LookTable *now = look_table(probe->now, table);

    if (now != NULL && !str_ends_with(now->engine, STR("MergeTree")) && !may_run_twice(probe))
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%s is a " STR_FORMAT " table, which keeps no record of mutations.",
                           probe_words(probe, table), STR_ARGS(now->engine));

    const Records records = find_records(probe, table);

    return probe->before->taken && records.found ? judge_recorded(probe, table, &records)
                                                 : judge_not_recorded(probe, table, &records);
}
