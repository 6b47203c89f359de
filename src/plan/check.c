/*
 * check.c
 *    What must hold before anything of a plan may run.
 */
#include "plan/check.h"

#include "ledger/columns.h"

bool
check_history(const Source *source, const Ledger *ledger, const Plan *plan, Error *err)
{
    if (plan->adopted_only_count == 0 || plan->adopted_only_count < ledger->count ||
        source->count == 0)
        return true;

    (void)error_set(err, ERROR_DRIFT,
                    "table \"" VERSION_TABLE "\" holds %zu versions, and none of them is in \"%s\"",
                    plan->adopted_only_count, source->directory);
    (void)error_detail(err,
                       "It holds, for example, \"" STR_FORMAT "\"; the directory, \"" STR_FORMAT
                       "\".  Nothing was run.",
                       STR_ARGS(plan->adopted_only[0]), STR_ARGS(source->migrations[0].version));

    return error_hint(err,
                      "Point pawl at the right directory; or, if these files are applied under "
                      "other names, record them with `pawl baseline`.");
}

bool
check_unknown(const Ledger *ledger, const Plan *plan, Error *err)
{
    for (size_t index = 0; index < plan->missing_count; index++)
    {
        const LedgerEntry *entry = ledger_find(ledger, plan->missing[index]);

        if (entry->state != MIGRATION_UNKNOWN)
            continue;

        (void)error_set(err, ERROR_DECISION,
                        "statement %u of migration \"" STR_FORMAT
                        "\" may or may not have taken effect, and its file is gone",
                        entry->progress->in_flight.statement, STR_ARGS(entry->version));
        (void)error_detail(err, "A run ended while it was under way; what became of it can only be "
                                "judged by the text that was sent.");
        return error_hint(err,
                          "Put the file back and run `pawl up`.  If it is gone for good, look at "
                          "the database and say what is true: `pawl resolve " STR_FORMAT
                          ":%u --applied` or `--retry`.",
                          STR_ARGS(entry->version), entry->progress->in_flight.statement);
    }

    return true;
}

bool
check_abandoned(const Ledger *ledger, const Plan *plan, bool allow_drift, Error *err)
{
    for (size_t index = 0; index < plan->missing_count && !allow_drift; index++)
    {
        const LedgerEntry *entry = ledger_find(ledger, plan->missing[index]);

        if (entry->state != MIGRATION_PARTIAL || plan->pending_count == 0)
            continue;

        (void)error_set(err, ERROR_DRIFT,
                        "migration \"" STR_FORMAT "\" is half applied, and its file is gone",
                        STR_ARGS(entry->version));
        (void)error_detail(
            err, "What comes up to statement %u of it took effect.  Nothing was run.", entry->done);
        return error_hint(err,
                          "Put the file back and run `pawl up`, or `pawl baseline " STR_FORMAT
                          "` if the rest is not to be done.  Without it, `pawl up --allow-drift` "
                          "goes on.",
                          STR_ARGS(entry->version));
    }

    return true;
}

bool
check_half_reverted(const Ledger *ledger, Error *err)
{
    for (size_t index = 0; index < ledger->count; index++)
    {
        const LedgerEntry *entry = &ledger->entries[index];

        if (!ledger_half_reverted(entry))
            continue;

        (void)error_set(err, ERROR_DECISION, "migration \"" STR_FORMAT "\" is half reverted",
                        STR_ARGS(entry->version));
        (void)error_detail(err,
                           entry->state == MIGRATION_UNKNOWN
                               ? "A `pawl down` ended in its down part: statement %u of it may or "
                                 "may not have taken effect.  Nothing was run."
                               : "A `pawl down` ended in its down part: what comes up to statement "
                                 "%u of it took effect.  Nothing was run.",
                           entry->state == MIGRATION_UNKNOWN ? entry->progress->in_flight.statement
                                                             : entry->done);
        return error_hint(err,
                          "`pawl down` goes on with it; `pawl explain` shows how far it came. "
                          "If all of it is there again, by hand, say so: `pawl baseline " STR_FORMAT
                          "`.",
                          STR_ARGS(entry->version));
    }

    return true;
}

static bool
item_drifted(const PlanItem *item)
{
    const LedgerEntry *entry = item->entry;

    return (item->action == PLAN_SKIP || item->action == PLAN_REPEAT ||
            item->action == PLAN_REVERT) &&
           entry->has_checksum && !sha256_equal(&entry->checksum, &item->migration->checksum);
}

static MUST_CHECK bool
drift_error(const PlanItem *item, Error *err)
{
    char recorded[SHA256_HEX_SIZE];
    char now[SHA256_HEX_SIZE];

    sha256_to_hex(&item->entry->checksum, recorded);
    sha256_to_hex(&item->migration->checksum, now);

    (void)error_set(err, ERROR_DRIFT,
                    "migration \"" STR_FORMAT "\" was edited after it was applied",
                    STR_ARGS(item->migration->version));
    (void)error_detail(err, "%s has checksum %s; the ledger has %s.",
                       migration_path(item->migration, err->arena), now, recorded);

    return item->action == PLAN_REVERT
               ? error_hint(err, "Restore the file as it was; or, if its down part still undoes "
                                 "what was applied, go on with `--allow-drift`.")
               : error_hint(err,
                            "Restore the file and put the change into a new migration; or go on "
                            "with `--allow-drift`: the file is not run again.");
}

bool
check_drift(Plan *plan, bool allow_drift, Error *err)
{
    for (size_t index = 0; index < plan->count; index++)
    {
        PlanItem *item = &plan->items[index];

        item->drifted = item_drifted(item) && (!plan->down || item->action == PLAN_REVERT);

        if (item->drifted && !allow_drift)
            return drift_error(item, err);
    }

    return true;
}

bool
check_order(const Plan *plan, bool refuse_out_of_order, Error *err)
{
    for (size_t index = 0; refuse_out_of_order && index < plan->count; index++)
    {
        const PlanItem *item = &plan->items[index];

        if (!item->out_of_order)
            continue;

        (void)error_set(err, ERROR_DRIFT,
                        "migration \"" STR_FORMAT "\" is pending, but a newer one is applied",
                        STR_ARGS(item->migration->version));
        return error_hint(err, "Give it a number after the newest one, or let late files run with "
                               "`--out-of-order apply`.");
    }

    return true;
}

static MUST_CHECK bool
edited_error(const PlanItem *item, size_t index, Error *err)
{
    (void)error_set(err, ERROR_DRIFT,
                    "statement %zu of migration \"" STR_FORMAT "\" was edited after it was run",
                    index + 1, STR_ARGS(item->migration->version));
    (void)error_detail(err,
                       "The migration is half applied: what comes up to statement %u took effect.",
                       item->entry->done);

    return error_hint(err,
                      "Restore that statement as it was; what comes after statement %u may be "
                      "changed.",
                      item->entry->done);
}

/* Of what the ledger counts as done. */
static bool
may_be_unsent(const Statement *statement)
{
    return (statement->flags & STATEMENT_SESSION) != 0 ||
           (statement->guard != NULL && statement->guard->skips);
}

bool
plan_resume_index(const PlanItem *item, size_t *ret_index, Error *err)
{
    static const Sha256 never_journaled;
    const LedgerEntry *entry = item->entry;

    if (!plan_item_resumes(item))
    {
        *ret_index = 0;
        return true;
    }

    for (size_t index = 0; index < entry->done; index++)
    {
        const Sha256 *done = &entry->progress->done_hashes[index];

        const Statement *statement =
            index < item->script->count ? &item->script->statements[index] : NULL;
        const bool never_sent = sha256_equal(done, &never_journaled);

        /* In its place only what is for the session may stand, or what may be left out. */
        if (statement == NULL ||
            (never_sent ? !may_be_unsent(statement) : !sha256_equal(done, &statement->hash)))
            return edited_error(item, index, err);
    }

    *ret_index = entry->done;

    return true;
}
