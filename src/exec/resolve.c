/*
 * resolve.c
 *    What a person says about a statement that nobody else can tell about.
 */
#include "exec/resolve.h"

#include "exec/record.h"

static const struct
{
    const char *words; /* for the ledger's detail */
    JournalEvent event;
} RESOLUTIONS[] = {
    [RESOLVE_APPLIED] = {"resolved: took effect", JOURNAL_DONE},
    [RESOLVE_RETRY] = {"resolved: did not take effect", JOURNAL_FAILED},
    [RESOLVE_SKIP] = {"resolved: left out", JOURNAL_DONE},
    [RESOLVE_UNDO] = {"resolved: undone by hand", JOURNAL_UNDONE},
};

static PlanItem *
find_item(const Plan *plan, Str version)
{
    for (size_t index = 0; index < plan->count; index++)
    {
        if (str_equal(plan->items[index].migration->version, version))
            return &plan->items[index];
    }

    return NULL;
}

/*
 * The statement that can be resolved that way, counted from 1; 0 if there is none.  Undoing what
 * came before would settle in silence what is in doubt behind it.
 */
static uint32_t
open_statement(const PlanItem *item, Resolution resolution)
{
    const LedgerEntry *entry = item->entry;
    const bool in_doubt = entry != NULL && entry->state == MIGRATION_UNKNOWN;

    if (entry == NULL || migration_state_completed(entry->state))
        return 0;
    if (resolution == RESOLVE_UNDO)
        return in_doubt ? 0 : entry->done;
    if (in_doubt)
        return entry->progress->in_flight.statement;
    if (resolution != RESOLVE_SKIP)
        return 0;

    /* Nothing is in doubt, but the next one may be left out all the same. */
    return (uint32_t)script_next_journaled(item->script, entry->done) + 1;
}

static MUST_CHECK bool
check_known(const PlanItem *item, Str version, Error *err)
{
    if (item != NULL)
        return true;

    (void)error_set(err, ERROR_USAGE, "there is no migration \"" STR_FORMAT "\"",
                    STR_ARGS(version));

    return error_hint(err, "A version is a file's name without .sql; `pawl status` lists them.");
}

/* What was sent is the text of then: to call another one done would leave it out for ever. */
static MUST_CHECK bool
check_text(const PlanItem *item, uint32_t statement, Resolution resolution, Error *err)
{
    if (statement > item->script->count)
        return error_set(err, ERROR_DRIFT, "file \"%s\" has no statement %u any more",
                         item->script->path, statement);
    if (resolution != RESOLVE_APPLIED ||
        sha256_equal(&item->entry->progress->in_flight.hash,
                     &item->script->statements[statement - 1].hash))
        return true;

    (void)error_set(err, ERROR_DRIFT, "statement %u of file \"%s\" was edited after it was sent",
                    statement, item->script->path);

    return error_hint(err, "Restore it as it was, then resolve it; or say --retry if nothing of it "
                           "took effect.");
}

static MUST_CHECK bool
check_statement(const PlanItem *item, uint32_t asked, Resolution resolution,
                uint32_t *ret_statement, Error *err)
{
    const Str version = item->migration->version;
    const uint32_t statement = open_statement(item, resolution);

    if (statement == 0)
    {
        (void)error_set(err, ERROR_USAGE, "nothing of migration \"" STR_FORMAT "\" is open",
                        STR_ARGS(version));
        return error_hint(err, "`pawl status` shows which migration is, if any.");
    }

    if (asked != 0 && asked != statement)
        return error_set(err, ERROR_USAGE,
                         "statement %u of migration \"" STR_FORMAT
                         "\" is not the one to be resolved: that is statement %u",
                         asked, STR_ARGS(version), statement);

    *ret_statement = statement;

    return check_text(item, statement, resolution, err);
}

bool
exec_resolve(Execution *execution, Str version, uint32_t statement, Resolution resolution,
             const char *reason, Error *err)
{
    PlanItem *item = find_item(&execution->plan, version);

    if (!check_known(item, version, err) || !exec_prepare_item(execution, item, err) ||
        !check_statement(item, statement, resolution, &statement, err))
        return false;

    const JournalEvent event = RESOLUTIONS[resolution].event;
    JournalRow row = record_row(
        execution, event == JOURNAL_DONE ? record_done_event(item, statement - 1) : event, item,
        statement);

    row.detail =
        str_from(arena_printf(execution->arena, "%s: %s", RESOLUTIONS[resolution].words, reason));

    return record_write(execution, &row, err);
}
