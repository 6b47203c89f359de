/*
 * mirror.c
 *    Keep another tool's table up to date while pawl migrates.
 */
#include "exec/mirror.h"

#include <time.h>

#include "exec/adopt.h"

/* golang-migrate orders its rows by nanoseconds. */
static uint64_t
moment(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_REALTIME, &now);

    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

static bool
is_complete(const PlanItem *item)
{
    return item->action == PLAN_ADOPT || (item->entry != NULL && item->entry->in_journal &&
                                          migration_state_completed(item->entry->state));
}

static bool
is_numbered(const PlanItem *item)
{
    return !item->migration->repeatable && !item->migration->bootstrap;
}

/* ---- what a mark says: the newest one ---- */

/*
 * The newest complete migration once that version is complete, or not any more.  What this run did
 * before is not in the plan's ledger: going up that is older, going down it is gone.
 */
static const Migration *
newest(const Execution *execution, Str version, bool applied)
{
    const Migration *found = NULL;
    bool passed = false;

    for (size_t index = 0; index < execution->plan.count; index++)
    {
        const PlanItem *item = &execution->plan.items[index];
        const bool self = str_equal(item->migration->version, version);
        const bool gone = passed && plan_item_part(item) == FORMAT_DOWN;

        passed = passed || self;

        if (is_numbered(item) && (self ? applied : is_complete(item) && !gone))
            found = item->migration;
    }

    return found;
}

/* ---- what the table does not say yet ---- */

/* What its rows say about a migration; the last one counts. */
static HistoryState
told_state(const Migration *migration, const HistoryRow *rows, size_t count)
{
    SCOPED_ARENA scratch = {0};
    const Str key = migration_key(migration, &scratch);

    for (size_t index = count; index > 0; index--)
    {
        if (migration_compare_numbers(key, rows[index - 1].number) == 0)
            return rows[index - 1].state;
    }

    return HISTORY_NOT_APPLIED;
}

static MUST_CHECK bool
check_failed(const Execution *execution, const HistoryRow *rows, size_t count, Error *err)
{
    const HistoryFound *found = execution->mirrored;

    if (count == 0 || rows[count - 1].state != HISTORY_FAILED)
        return true;

    (void)error_set(err, ERROR_DECISION, "table \"" STR_FORMAT "\" says that " STR_FORMAT " failed",
                    STR_ARGS(found->name), STR_ARGS(rows[count - 1].number));
    (void)error_detail(err, "%s ran after pawl took its history over.  Nothing was run.",
                       found->table->title);

    return error_hint(err, "%s; or go on without `mirror`.", found->table->mend);
}

static void
add_change(Execution *execution, const Migration *migration, bool applied)
{
    const uint64_t at = moment() + execution->change_count; /* no two alike */

    execution->changes[execution->change_count] =
        mirror_change(execution->mirrored, migration, applied, at, execution->arena);
    execution->change_count++;
}

/* A mark is moved only from where pawl left it: else the tool itself is further. */
static void
compare_mark(Execution *execution, const HistoryRow *rows, size_t count)
{
    const Migration *now = newest(execution, STR(""), false);
    const Str said = count == 0 ? STR("-1") : rows[count - 1].number;

    if (now != NULL ? migration_compare_numbers(said, migration_number(now)) == 0
                    : str_starts_with(said, STR("-")))
        return;

    for (size_t index = 0; index < execution->plan.count; index++)
    {
        const PlanItem *item = &execution->plan.items[index];
        const bool ours = is_complete(item) || (item->entry != NULL && item->entry->reverted);

        if (ours && (str_starts_with(said, STR("-")) ||
                     migration_compare_numbers(said, migration_number(item->migration)) == 0))
        {
            add_change(execution, now, true);
            return;
        }
    }
}

static void
compare_rows(Execution *execution, const HistoryRow *rows, size_t count)
{
    for (size_t index = 0; index < execution->plan.count; index++)
    {
        const PlanItem *item = &execution->plan.items[index];
        const bool complete = is_complete(item);

        if (!is_numbered(item))
            continue;

        const bool told = told_state(item->migration, rows, count) == HISTORY_APPLIED;

        if (complete && !told)
            add_change(execution, item->migration, true);
        else if (told && !complete && item->entry != NULL && item->entry->reverted)
            add_change(execution, item->migration, false);
    }
}

bool
mirror_refuse(const Execution *execution, const HistoryFound *found, Error *err)
{
    if (found->table == NULL)
    {
        (void)error_set(err, ERROR_CONFIG,
                        "there is no table of another tool to be kept up to date");
        return error_hint(err,
                          "`mirror` is for a database of which `pawl adopt` took a history "
                          "over; the files here are those of %s.",
                          execution->source->format->title);
    }

    (void)error_set(err, ERROR_UNSUPPORTED, "table \"" STR_FORMAT "\" cannot be kept up to date",
                    STR_ARGS(found->name));
    (void)error_detail(err, "It is %s's, and %s.", found->table->title,
                       mirror_refusal(found->table));

    return error_hint(err, "Leave `mirror` off: the table stays as it was when pawl took it over.");
}

bool
mirror_look(Execution *execution, Error *err)
{
    HistoryFound found;
    HistoryRow *rows = NULL;
    size_t count = 0;

    if (!execution->mirror)
        return true;
    if (!exec_history_find(execution, STR(""), &found, err))
        return false;
    if (found.table == NULL || mirror_refusal(found.table) != NULL)
        return mirror_refuse(execution, &found, err);

    HistoryFound *kept = ARENA_NEW(execution->arena, HistoryFound);

    *kept = found;
    execution->mirrored = kept;
    execution->changes = ARENA_ARRAY(execution->arena, MirrorChange, execution->plan.count + 1);
    execution->change_count = 0;

    if (!exec_history_rows(execution, kept, &rows, &count, err) ||
        !check_failed(execution, rows, count, err))
        return false;

    if (mirror_is_mark(kept->table))
        compare_mark(execution, rows, count);
    else
        compare_rows(execution, rows, count);

    return true;
}

bool
mirror_catch_up(Execution *execution, Error *err)
{
    const LedgerWrite write = {.changes = execution->changes,
                               .change_count = execution->change_count};

    if (write.change_count == 0 ||
        execution->engine->ledger_write(execution->connection, &write, err))
        return true;

    execution->detached = true;

    return error_wrap(err, "could not write table \"" STR_FORMAT "\"",
                      STR_ARGS(execution->mirrored->name));
}

/* ---- what it is told as it happens ---- */

void
mirror_add(Execution *execution, const JournalRow *row, MirrorChange *storage, LedgerWrite *write)
{
    const bool applied = journal_event_completes(row->event);

    if (execution->mirrored == NULL || (!applied && row->event != JOURNAL_REVERTED))
        return;

    const Migration *migration = source_find(execution->source, row->step.migration);

    if (migration == NULL || migration->repeatable)
        return;

    if (mirror_is_mark(execution->mirrored->table))
        migration = newest(execution, row->step.migration, applied);

    *storage = mirror_change(execution->mirrored, migration, applied, moment(), execution->arena);
    write->changes = storage;
    write->change_count = 1;
}
