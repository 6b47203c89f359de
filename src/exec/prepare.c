/*
 * prepare.c
 *    Everything that can go wrong before the first statement: ledger, plan, files.
 */
#include "exec/adopt.h"
#include "exec/exec.h"
#include "exec/mirror.h"
#include "exec/recognize.h"
#include "plan/check.h"

static MUST_CHECK bool
read_ledger(Execution *execution, Error *err)
{
    if (!execution->engine->ledger_read(execution->connection, &execution->ledger, err))
    {
        /* A database that is not there at all has no ledger to speak of. */
        const bool reached = err->kind != ERROR_CONNECT ||
                             !str_starts_with(str_from(err->message), STR("could not connect"));

        return reached ? exec_ledger_error(err, "could not read the ledger") : false;
    }

    ledger_finish(&execution->ledger);

    return true;
}

/*
 * Whether a run that did not look for the version table must do so.  With all files applied
 * according to the journal it can hold nothing that matters to `up`.
 */
static bool
needs_versions(const Execution *execution, const PlanOptions *options, bool planned)
{
    return execution->ledger.version_table_unread &&
           (!planned || options->look_only || execution->plan.pending_count > 0);
}

/* The journal says nothing yet, so what another tool applied would be run again. */
static bool
is_new(const Execution *execution, const PlanOptions *options)
{
    return execution->ledger.last_seq == 0 && !options->look_only && !options->allow_drift;
}

static Str
version_at(const void *context, size_t index)
{
    const Source *source = context;

    return source->migrations[index].version;
}

bool
exec_plan(Execution *execution, const PlanOptions *options, Error *err)
{
    ledger_init(&execution->ledger, execution->arena);
    execution->ledger.version_table_expected =
        execution->source->count > 0 && execution->source->migrations[0].bootstrap;

    execution->ledger.version_table_foreign = history_is_version_table(execution->source->format);
    execution->ledger.names =
        (LedgerNames){version_at, execution->source, execution->source->count};
    execution->seen = NULL;

    if (!read_ledger(execution, err) || !exec_recognize(execution, err) ||
        !source_finish(execution->source, err) ||
        (is_new(execution, options) && !exec_check_adopted(execution, err)))
        return false;

    const bool planned = plan_build(execution->source, &execution->ledger, options,
                                    execution->arena, &execution->plan, err);

    if (!needs_versions(execution, options, planned))
        return planned && (options->look_only || mirror_look(execution, err));

    error_clear(err);

    if (!execution->engine->ledger_read_versions(execution->connection, &execution->ledger, err))
        return exec_ledger_error(err, "could not read the ledger");

    return plan_build(execution->source, &execution->ledger, options, execution->arena,
                      &execution->plan, err) &&
           (options->look_only || mirror_look(execution, err));
}

/*
 * What templates leave in a file: nothing would be undone, and all of it recorded as undone.  Where
 * the format's own tool takes that for an answer, so does pawl, with a word (tell.c).
 */
static MUST_CHECK bool
check_undoes(const PlanItem *item, Error *err)
{
    if (!script_does_nothing(item->script) || item->migration->source->format->empty_down)
        return true;

    (void)error_set(err, ERROR_SOURCE, "the down part of migration \"" STR_FORMAT "\" is empty",
                    STR_ARGS(item->migration->version));
    (void)error_detail(err, "It is in %s.", item->script->path);

    return error_hint(err, "Write what undoes the migration there; `select 1` if there is nothing "
                           "to undo.");
}

/* Half of a file that an error stops for nothing would be left for good. */
static MUST_CHECK bool
check_may_fail(const PlanItem *item, Error *err)
{
    const Script *script = item->script;

    if (!item->migration->may_fail || script->mode == SCRIPT_TRANSACTION ||
        script_does_nothing(script))
        return true;

    (void)error_set(err, ERROR_SOURCE,
                    "migration \"" STR_FORMAT "\" may not fail and be passed over: it is no single "
                    "transaction",
                    STR_ARGS(item->migration->version));
    (void)error_detail(err,
                       "%s says that an error in it stops nothing.  What runs statement by "
                       "statement may fail half-way, and would be left so.",
                       script->path);

    return error_hint(err, "Write it so that it cannot fail, IF EXISTS and the like, and take "
                           "out what says so.");
}

/* Another tool's settings may say where things are made; here the connection does. */
static MUST_CHECK bool
check_schema(const Execution *execution, const PlanItem *item, Str wanted, Error *err)
{
    const Str schema = execution->engine->info(execution->connection).schema;
    const char *title = item->migration->source->format->title;

    if (wanted.size == 0 || str_equal(wanted, schema))
        return true;

    (void)error_set(err, ERROR_CONFIG,
                    "migration \"" STR_FORMAT "\" is for \"" STR_FORMAT
                    "\", and the connection is to \"" STR_FORMAT "\"",
                    STR_ARGS(item->migration->version), STR_ARGS(wanted), STR_ARGS(schema));
    (void)error_detail(err, "%s's settings say where it makes what has no schema in its name.",
                       title);

    return error_hint(err,
                      "Let the target's URL say it, too, or leave it out of %s's settings.  The "
                      "schema must be there.",
                      title);
}

bool
exec_prepare_item(Execution *execution, PlanItem *item, Error *err)
{
    size_t ignored = 0;
    const char *path = migration_part_path(item->migration, plan_item_part(item), execution->arena);
    FormatText part;

    item->script = ARENA_NEW(execution->arena, Script);

    if (!migration_load(item->migration, plan_item_part(item), execution->arena, &part, err))
        return error_wrap(err, "migration \"" STR_FORMAT "\"", STR_ARGS(item->migration->version));
    if (!check_schema(execution, item, part.schema, err))
        return false;

    const ScriptSource source = {.path = path,
                                 .text = part.text,
                                 .substitutions = part.substitutions,
                                 .shown = part.shown,
                                 .content = part.content,
                                 .no_transaction = part.no_transaction,
                                 .settings_first = part.settings_first};

    if (!execution->engine->split(execution->connection, &source, execution->arena, item->script,
                                  err))
        return error_wrap(err, "migration \"" STR_FORMAT "\"", STR_ARGS(item->migration->version));
    if (plan_item_part(item) == FORMAT_DOWN && !check_undoes(item, err))
        return false;

    if (plan_item_part(item) == FORMAT_UP && !check_may_fail(item, err))
        return false;

    script_guard(item->script, part.guards, part.guard_count);

    return plan_resume_index(item, &ignored, err);
}

bool
exec_prepare(Execution *execution, Error *err)
{
    for (size_t index = 0; index < execution->plan.count; index++)
    {
        PlanItem *item = &execution->plan.items[index];

        if (plan_item_runs(item) && !exec_prepare_item(execution, item, err))
            return false;
    }

    return true;
}
