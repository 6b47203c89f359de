/*
 * alter.c
 *    ALTER of a table's definition: has its text changed?
 *
 * Commands that change metadata only, any number of them, are one file written aside and renamed
 * (seen on 18.16 and 26.7 at every rename): create_table_query is the old one or the new one.  If
 * it is the old one, the statement did not take effect or changes nothing; either way it may run
 * again.  If it is another one, somebody else may have changed it in the same moment: shadow.h.
 *
 * MODIFY, DROP and RENAME COLUMN change data, too.  Since 20.x a mutation is recorded first and the
 * definition follows; the server can die in between (seen on 26.7).  Running MODIFY or DROP again
 * then comes to the right end, of RENAME COLUMN too if the mutation could be done; where it is
 * stuck (compact parts) it has to be killed first.  Older servers rewrite the parts, then change
 * the definition, then take the new parts: killed in between, the definition is new, the parts
 * are old, and the table cannot be read (seen on 18.16, error 53).
 *
 * CLEAR changes data and no definition, as does DROP COLUMN with ADD COLUMN of the same name behind
 * it: their mutation is all there is to see, and older servers record none.
 *
 * Commands of several families in one ALTER, or several on partitions, are done one after the
 * other: nothing changed, nor in a table to which partitions move (they are copied first), means
 * that none was done; anything else may be a part or the whole.
 */
#include "engines/clickhouse/parse/alter.h"
#include "engines/clickhouse/parse/cursor.h"
#include "engines/clickhouse/parse/lex.h"
#include "engines/clickhouse/probe/shadow.h"
#include "engines/clickhouse/sql.h"

enum
{
    COLUMNS_BY_MUTATION = 2003,
};

/* Whether these words stand in no brackets: a command, not part of an expression. */
static bool
says(const Probe *probe, const char *words)
{
    ClickhouseCursor cursor =
        clickhouse_cursor(probe->text, clickhouse_nests_comments(probe->server_version));

    for (; clickhouse_cursor_more(&cursor); clickhouse_cursor_next(&cursor))
    {
        if (cursor.depth == 0 && clickhouse_cursor_at(&cursor, words))
            return true;
    }

    return false;
}

static const LookMutation *
find_mutation(const Look *look, LookName table, Str id)
{
    for (size_t index = 0; index < look->mutation_count; index++)
    {
        if (look_same_name(look->mutations[index].table, table) &&
            str_equal(look->mutations[index].id, id))
            return &look->mutations[index];
    }

    return NULL;
}

/* The mutation that was recorded since, an unfinished one first; NULL if there is none. */
static const LookMutation *
new_mutation(const Probe *probe, LookName table)
{
    const LookMutation *found = NULL;

    for (size_t index = 0; index < probe->now->mutation_count; index++)
    {
        const LookMutation *mutation = &probe->now->mutations[index];

        if (look_same_name(mutation->table, table) &&
            find_mutation(probe->before, table, mutation->id) == NULL &&
            (found == NULL || !mutation->done))
            found = mutation;
    }

    return found;
}

/* Whether servers of this version change the data of columns, and note it nowhere. */
static bool
changes_without_mutation(const Probe *probe)
{
    return probe->facts->kind == CLICKHOUSE_ALTER_COLUMN_DATA && probe->server_version != 0 &&
           probe->server_version < COLUMNS_BY_MUTATION;
}

/* ---- the definition is another one ---- */

static Finding
judge_unfinished(const Probe *probe, const LookMutation *mutation)
{
    if (mutation->failure.size > 0)
        return probe_found(
            probe, VERDICT_CANNOT_TELL,
            "The definition is changed, but the mutation that changes the data, " STR_FORMAT
            ", fails and is tried again and again: " STR_FORMAT,
            STR_ARGS(mutation->id), STR_ARGS(mutation->failure));

    return probe_found(probe, VERDICT_RUNNING,
                       "Mutation " STR_FORMAT " still has %llu parts to do.",
                       STR_ARGS(mutation->id), (unsigned long long)mutation->parts_to_do);
}

static Finding
judge_changed(const Probe *probe, LookName table, const LookMutation *mutation)
{
    const char *words = probe_words(probe, table);

    if (mutation != NULL && !mutation->done)
        return judge_unfinished(probe, mutation);

    if (changes_without_mutation(probe) && look_restarted(probe->before, probe->now))
        return probe_found(
            probe, VERDICT_CANNOT_TELL,
            "The definition of %s is changed, but the server %s, and its version can "
            "die with the old data behind the new definition: see whether all of "
            "the table can be read.",
            words, look_restart_words(probe->before, probe->now));

    if (probe->shadow != NULL)
        return shadow_judge(probe, table);

    return probe_found(probe, VERDICT_TOOK_EFFECT, "The definition of %s is changed.", words);
}

/* ---- it is the same ---- */

static Str
kill_statement(const Probe *probe, const LookMutation *mutation)
{
    SCOPED_BUF sql = {0};

    buf_append(&sql, STR("KILL MUTATION WHERE database = "));
    clickhouse_append_literal(&sql, mutation->table.database);
    buf_append(&sql, STR(" AND table = "));
    clickhouse_append_literal(&sql, mutation->table.name);
    buf_append(&sql, STR(" AND mutation_id = "));
    clickhouse_append_literal(&sql, mutation->id);
    buf_append(&sql, STR(" SYNC"));

    return str_copy(probe->arena, buf_str(&sql));
}

/* What it changes is data alone: the same definition says nothing. */
static Finding
judge_data(const Probe *probe, LookName table, const LookMutation *mutation)
{
    if (mutation != NULL && mutation->done)
        return probe_found(probe, VERDICT_TOOK_EFFECT, "Its mutation, " STR_FORMAT ", is done.",
                           STR_ARGS(mutation->id));
    if (mutation != NULL)
        return judge_unfinished(probe, mutation);
    if (changes_without_mutation(probe))
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "It changes the data of %s and not its definition, and servers of this "
                           "version keep no record of that.",
                           probe_words(probe, table));

    return probe_found(probe, VERDICT_DID_NOT, "No mutation of %s was recorded.",
                       probe_words(probe, table));
}

static Finding
judge_unchanged(const Probe *probe, LookName table, const LookMutation *mutation)
{
    const char *words = probe_words(probe, table);
    Str *repair = NULL;

    if (clickhouse_alter_keeps_definition(probe->server_version, probe->text, probe->arena))
        return judge_data(probe, table, mutation);

    if (mutation == NULL)
        return probe_found(probe, VERDICT_DID_NOT, "The definition of %s is as before.", words);

    if (mutation->done || !says(probe, "RENAME COLUMN"))
        return probe_found(probe, VERDICT_DID_NOT,
                           "The definition of %s is as before, and mutation " STR_FORMAT
                           " was recorded: the server died between the two. Running it again "
                           "completes it.",
                           words, STR_ARGS(mutation->id));

    repair = ARENA_NEW(probe->arena, Str);
    *repair = kill_statement(probe, mutation);

    return probe_mend(probe, repair, 1, VERDICT_DID_NOT,
                      "The definition of %s is as before, and mutation " STR_FORMAT
                      " waits for columns that do not exist: the server died between the two.",
                      words, STR_ARGS(mutation->id));
}

/* ---- commands of several families ---- */

static bool
same_parts(const Look *before, const Look *now)
{
    if (before->part_count != now->part_count)
        return false;

    /* Looks are sorted. */
    for (size_t index = 0; index < now->part_count; index++)
    {
        if (!str_equal(before->parts[index].name, now->parts[index].name) ||
            before->parts[index].rows != now->parts[index].rows ||
            before->parts[index].detached != now->parts[index].detached)
            return false;
    }

    return true;
}

static Finding
judge_mixed(const Probe *probe, LookName table, bool changed, const LookMutation *mutation)
{
    const bool moved = !same_parts(probe->before, probe->now);

    if (probe->server_version < LOOK_HAS_DETACHED && says(probe, "DETACH") &&
        look_restarted(probe->before, probe->now))
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "The server %s, and may have left copies of %s in its folder "
                           "`detached`, which this version does not show: look there.",
                           look_restart_words(probe->before, probe->now),
                           probe_words(probe, table));

    if (!changed && mutation == NULL && !moved)
        return probe_found(probe, VERDICT_DID_NOT,
                           "Definition, mutations and parts of %s are as before.",
                           probe_words(probe, table));

    return probe_found(probe, VERDICT_CANNOT_TELL,
                       "It has commands of several families, which are done one after the other. "
                       "Since before it the definition of %s %s, %s, and %s.",
                       probe_words(probe, table), changed ? "has changed" : "has not changed",
                       mutation != NULL ? "a mutation was recorded" : "no mutation was recorded",
                       moved ? "its parts are others (merges do that, too)"
                             : "its parts are the same");
}

static Finding
judge_table(const Probe *probe, LookName name)
{
    const char *words = probe_words(probe, name);
    const LookTable *before = look_table(probe->before, name);
    const LookTable *now = look_table(probe->now, name);
    const LookMutation *mutation = new_mutation(probe, name);

    if (!probe->before->taken)
        return probe_found(probe, VERDICT_CANNOT_TELL, "Nobody saw the definition of %s before it.",
                           words);

    if (before == NULL)
        return probe_found(probe, VERDICT_DID_NOT, "There was no %s to be altered.", words);

    if (now == NULL || !str_equal(before->uuid, now->uuid))
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%s is not the table of before: somebody has dropped or replaced it.",
                           words);

    const bool changed = !str_equal(before->query, now->query);

    if (probe->facts->kind == CLICKHOUSE_ALTER_MIXED)
        return judge_mixed(probe, name, changed, mutation);

    return changed ? judge_changed(probe, name, mutation) : judge_unchanged(probe, name, mutation);
}

Finding
probe_alter(const Probe *probe)
{
    if (probe->facts->kind == CLICKHOUSE_ALTER_DATABASE)
        return probe_found(probe, VERDICT_DID_NOT, "It sets what it names, so it may run again.");

    return judge_table(probe, probe_name(probe, 0));
}
