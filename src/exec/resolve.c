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
unknown_version(Str version, Error *err)
{
    (void)error_set(err, ERROR_USAGE, "there is no migration \"" STR_FORMAT "\"",
                    STR_ARGS(version));

    return error_hint(err, "A version is a file's name without .sql; `pawl status` lists them.");
}

/*
 * What was sent is the text of then: to call another one done would leave it out for ever.  If
 * nothing of it took effect, the file may say what it likes by now.
 */
static MUST_CHECK bool
check_text(const PlanItem *item, uint32_t statement, Resolution resolution, Error *err)
{
    const bool there = statement <= item->script->count;

    if (resolution == RESOLVE_RETRY || (there && resolution != RESOLVE_APPLIED) ||
        (there && sha256_equal(&item->entry->progress->in_flight.hash,
                               &item->script->statements[statement - 1].hash)))
        return true;

    if (there)
        (void)error_set(err, ERROR_DRIFT,
                        "statement %u of file \"%s\" was edited after it was sent", statement,
                        item->script->path);
    else
        (void)error_set(err, ERROR_DRIFT, "file \"%s\" has no statement %u any more",
                        item->script->path, statement);

    return error_hint(err, "Restore it as it was, then resolve it; or say --retry if nothing of it "
                           "took effect.");
}

/* statement: the one that can be resolved, 0 if none can; asked: 0 if any will do. */
static MUST_CHECK bool
check_statement(Str version, uint32_t statement, uint32_t asked, Error *err)
{
    if (statement == 0)
    {
        (void)error_set(err, ERROR_USAGE, "nothing of migration \"" STR_FORMAT "\" is open",
                        STR_ARGS(version));
        return error_hint(err, "`pawl status` shows which migration is, if any.");
    }

    return asked == 0 || asked == statement ||
           error_set(err, ERROR_USAGE,
                     "statement %u of migration \"" STR_FORMAT
                     "\" is not the one to be resolved: that is statement %u",
                     asked, STR_ARGS(version), statement);
}

static MUST_CHECK bool
write_resolution(Execution *execution, JournalRow *row, Resolution resolution, const char *reason,
                 Error *err)
{
    /* It was sent when the file had more. */
    if (row->statements > 0 && row->statements < row->step.statement)
        row->statements = row->step.statement;

    row->detail =
        str_from(arena_printf(execution->arena, "%s: %s", RESOLUTIONS[resolution].words, reason));

    return record_write(execution, row, err);
}

/*
 * The file is gone for good, say: what the ledger knows of it is enough to record what a person
 * knows of its open statement, and nothing else of it can run.
 */
static MUST_CHECK bool
resolve_gone(Execution *execution, Str version, uint32_t asked, Resolution resolution,
             const char *reason, Error *err)
{
    const LedgerEntry *entry = ledger_find(&execution->ledger, version);
    const bool open = entry != NULL && entry->state == MIGRATION_UNKNOWN;

    if (entry == NULL)
        return unknown_version(version, err);
    if (!check_statement(
            version, open && resolution != RESOLVE_UNDO ? entry->progress->in_flight.statement : 0,
            asked, err))
        return false;

    JournalRow row = record_gone(execution, RESOLUTIONS[resolution].event, entry);

    return write_resolution(execution, &row, resolution, reason, err);
}

bool
exec_resolve(Execution *execution, Str version, uint32_t statement, Resolution resolution,
             const char *reason, Error *err)
{
    PlanItem *item = find_item(&execution->plan, version);

    if (item == NULL)
        return resolve_gone(execution, version, statement, resolution, reason, err);
    if (!exec_prepare_item(execution, item, err))
        return false;

    const uint32_t asked = statement;

    statement = open_statement(item, resolution);

    if (!check_statement(version, statement, asked, err) ||
        !check_text(item, statement, resolution, err))
        return false;

    const JournalEvent event = RESOLUTIONS[resolution].event;
    JournalRow row = record_row(
        execution, event == JOURNAL_DONE ? record_done_event(item, statement - 1) : event, item,
        statement);

    return write_resolution(execution, &row, resolution, reason, err);
}
