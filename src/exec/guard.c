/*
 * guard.c
 *    Parts of a file that run only if the database answers as expected.
 *
 * The questions are asked under the lock, right before the part's first statement, which nothing
 * announces before: a crash until then leaves nothing in doubt, and the next run asks again.  A
 * part that was begun is not asked about again.  One that is left out has one row, that of its last
 * statement with no hash, which a statement that ran always has.
 */
#include "exec/guard.h"

#include "exec/attempt.h"
#include "exec/record.h"
#include "exec/step.h"

static const Guard *
guard_at(const Script *script, size_t index)
{
    return index < script->count ? script->statements[index].guard : NULL;
}

bool
guard_begins(const Script *script, size_t index)
{
    const Guard *guard = guard_at(script, index);

    return guard != NULL && (index == 0 || guard_at(script, index - 1) != guard);
}

size_t
guard_end(const Script *script, size_t index)
{
    const Guard *guard = guard_at(script, index);

    while (index < script->count && guard_at(script, index) == guard)
        index++;

    return index;
}

/* The last statement of the part that is journaled; false if all are for the session. */
static bool
find_last(const Script *script, size_t index, size_t *ret_last)
{
    const size_t end = guard_end(script, index);
    bool found = false;

    for (; index < end; index++)
    {
        if ((script->statements[index].flags & STATEMENT_SESSION) != 0)
            continue;

        found = true;
        *ret_last = index;
    }

    return found;
}

static bool
was_left_out(const PlanItem *item, size_t index)
{
    static const Sha256 never_sent;

    return sha256_equal(&item->entry->progress->done_hashes[index], &never_sent);
}

/* What is the matter with the answer, at the question's place. */
static MUST_CHECK bool
refuse_answer(const PlanItem *item, const GuardQuestion *question, Str answer, Error *err)
{
    (void)error_set(err, ERROR_STATEMENT, "a precondition is not met");

    if (question->sql.size == 0)
        (void)error_detail(
            err, "There is no %s \"" STR_FORMAT "\": nothing of what it guards was run.",
            question->object.view ? "view" : "table", STR_ARGS(question->object.name));
    else
        (void)error_detail(err,
                           "The answer should be \"" STR_FORMAT "\", and is \"" STR_FORMAT
                           "\": nothing of what it guards was run.",
                           STR_ARGS(question->expected), STR_ARGS(answer));

    (void)error_hint(err, "Make it true, or correct the question, and run `%s` again.",
                     plan_item_command(item));

    return attempt_failed(item, err);
}

static Str
question_sql(const Execution *execution, const GuardQuestion *question, Buf *made)
{
    if (question->sql.size > 0)
        return question->sql;

    buf_clear(made);
    execution->engine->append_presence(&question->object, made);

    return buf_str(made);
}

/* Ask until an answer is another than expected, which *ret_failed then is the question of. */
static MUST_CHECK bool
ask(const Execution *execution, const PlanItem *item, size_t index,
    const GuardQuestion **ret_failed, Str *ret_answer, Error *err)
{
    const Guard *guard = item->script->statements[index].guard;
    const Attempt attempt = attempt_of(execution, item, index);

    SCOPED_BUF made = {0};

    *ret_failed = NULL;

    for (size_t number = 0; number < guard->question_count && *ret_failed == NULL; number++)
    {
        const GuardQuestion *question = &guard->questions[number];

        if (!execution->engine->ask(execution->connection, &attempt,
                                    question_sql(execution, question, &made), execution->arena,
                                    ret_answer, err))
        {
            err->place = script_place_in_file(item->script, question->offset, err->arena);
            (void)error_wrap(err, "a precondition could not be asked about");
            return attempt_failed(item, err);
        }

        if (!str_equal(*ret_answer, question->expected))
            *ret_failed = question;
    }

    return true;
}

/* One row says it of all statements of the part, so that no crash can divide them. */
static MUST_CHECK bool
leave_out(Execution *execution, const PlanItem *item, size_t index, Error *err)
{
    const bool whole = item->script->mode == SCRIPT_TRANSACTION;
    size_t last = 0;

    if (!find_last(item->script, index, &last))
        return true;

    JournalRow row =
        whole ? record_row(execution, record_end_event(item), item, (unsigned)item->script->count)
              : record_row(execution, record_done_event(item, last), item, STATEMENT_NUMBER(last));

    row.step.hash = (Sha256){0};
    row.detail = STR("left out: a precondition is not met");

    return record_write(execution, &row, err);
}

static void
tell(const Execution *execution, const PlanItem *item, const GuardQuestion *question)
{
    const ErrorPlace place = script_place_in_file(item->script, question->offset, execution->arena);

    report_event(
        execution->report,
        &(Event){.kind = EVENT_NOTICE,
                 .target = execution->name,
                 .migration = item->migration->version,
                 .text = arena_printf(execution->arena,
                                      "the part that the precondition in line %u guards is "
                                      "left out, and counts as done",
                                      place.line)});
}

bool
guard_enter(Execution *execution, const PlanItem *item, size_t index, size_t from,
            bool *ret_left_out, Error *err)
{
    const Guard *guard = item->script->statements[index].guard;
    const GuardQuestion *failed = NULL;
    const size_t first = script_next_journaled(item->script, index);
    Str answer = {0};

    if (first < from)
    {
        *ret_left_out = was_left_out(item, first);
        return true;
    }

    if (!ask(execution, item, index, &failed, &answer, err) ||
        (failed != NULL && !guard->skips && !refuse_answer(item, failed, answer, err)))
    {
        if (failed != NULL)
            err->place = script_place_in_file(item->script, failed->offset, err->arena);

        (void)error_wrap(err, "migration \"" STR_FORMAT "\"", STR_ARGS(item->migration->version));
        return step_stop_after(execution, err);
    }

    *ret_left_out = failed != NULL;

    if (failed == NULL)
        return true;

    tell(execution, item, failed);

    return leave_out(execution, item, index, err);
}
