/*
 * cmd_resolve.c
 *    pawl resolve: a person decides what became of a statement.
 */
#include "cli/session.h"
#include "exec/resolve.h"

static const struct
{
    OptionId option;
    Resolution resolution;
} FLAGS[] = {
    {OPTION_APPLIED, RESOLVE_APPLIED},
    {OPTION_RETRY, RESOLVE_RETRY},
    {OPTION_SKIP, RESOLVE_SKIP},
    {OPTION_UNDO_DONE, RESOLVE_UNDO},
};

static MUST_CHECK bool
chosen_resolution(const Cli *cli, Resolution *ret_resolution, Error *err)
{
    size_t given = 0;

    for (size_t index = 0; index < LENGTH_OF(FLAGS); index++)
    {
        if (option_is_on(&cli->options, FLAGS[index].option))
        {
            *ret_resolution = FLAGS[index].resolution;
            given++;
        }
    }

    if (given == 1)
        return true;

    (void)error_set(err, ERROR_USAGE, "what became of the statement?");

    return error_hint(err, "Give one of --applied, --retry, --skip and --undo-done.");
}

/* VERSION or VERSION:STATEMENT; a version may hold a colon itself, hence from the right. */
static MUST_CHECK bool
parse_operand(Str operand, Str *ret_version, uint32_t *ret_statement, Error *err)
{
    size_t colon = operand.size;
    uint64_t number = 0;

    while (colon > 0 && operand.data[colon - 1] != ':')
        colon--;

    *ret_version = operand;
    *ret_statement = 0;

    if (colon == 0 || !str_to_u64(str_slice(operand, colon, operand.size), &number))
        return true;
    if (number == 0 || number > UINT32_MAX)
        return error_set(err, ERROR_USAGE, "statements are numbered from 1");

    *ret_version = str_slice(operand, 0, colon - 1);
    *ret_statement = (uint32_t)number;

    return true;
}

static Execution *
target_with(const Session *session, Str version)
{
    for (size_t index = 0; index < session->count; index++)
    {
        const LedgerEntry *entry = ledger_find(&session->executions[index].ledger, version);

        if (entry != NULL && !migration_state_completed(entry->state))
            return &session->executions[index];
    }

    return &session->executions[0];
}

bool
cmd_RESOLVE(Cli *cli, Error *err)
{
    SCOPED_SESSION session = {0};
    const PlanOptions options = {.look_only = true};
    const char *reason = option_text(&cli->options, OPTION_REASON);
    Resolution resolution = RESOLVE_APPLIED;
    Str version;
    uint32_t statement = 0;

    if (!chosen_resolution(cli, &resolution, err) ||
        !parse_operand(str_from(cli->args.operands[0]), &version, &statement, err) ||
        !session_open(cli, &options, &session, err) || !session_lock(&session, &options, err))
        return false;

    Execution *execution = target_with(&session, version);
    const LedgerEntry *entry = ledger_find(&execution->ledger, version);
    const char *text = entry != NULL && ledger_half_reverted(entry)
                           ? "resolved; run `pawl down` to go on"
                           : "resolved; run `pawl up` to go on";

    exec_tell_begin(execution);

    if (!exec_resolve(execution, version, statement, resolution,
                      reason == NULL ? "no reason given" : reason, err))
        return error_wrap(err, "%s", execution->name);

    exec_tell_end(execution, text, 0, execution->plan.skipped_count);

    return true;
}
