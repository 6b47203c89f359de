/*
 * fake_answers.c
 *    What a fake database says when it is asked: verdicts, repairs, and the lock.
 */
#include "harness/fake_engine.h"

#include "harness/test.h"

bool
fake_verdict(void *self, const Attempt *attempt, Arena *arena, Finding *ret_finding, Error *err)
{
    FakeConnection *fake = self;
    const FakeAnswers *answers = &fake->answers;
    const size_t last = answers->finding_count == 0 ? 0 : answers->finding_count - 1;
    const size_t at = fake->verdicts < last ? fake->verdicts : last;

    (void)arena;
    fake->verdicts++;
    fake->trials += attempt->may_try ? 1 : 0;
    (void)snprintf(fake->judged, sizeof(fake->judged),
                   STR_FORMAT ":%u by " STR_FORMAT ", seen " STR_FORMAT " at %lld",
                   STR_ARGS(attempt->migration), STATEMENT_NUMBER(attempt->index),
                   STR_ARGS(attempt->run), STR_ARGS(attempt->snapshot), (long long)attempt->at_s);

    if (fake->dead)
        return error_set(err, ERROR_CONNECT, "the connection is gone");

    *ret_finding = answers->finding_count == 0
                       ? (Finding){.verdict = VERDICT_CANNOT_TELL, .evidence = "Nobody looked."}
                       : answers->findings[at];

    return true;
}

/* "do LINE" does it, everything else undoes all. */
bool
fake_repair(void *self, Str sql, Error *err)
{
    FakeConnection *fake = self;
    const size_t size = strlen(fake->repairs);
    Str rest = sql;

    (void)snprintf(fake->repairs + size, sizeof(fake->repairs) - size, STR_FORMAT "; ",
                   STR_ARGS(sql));

    if (fake->answers.repair_fails)
        return error_set(err, ERROR_STATEMENT, "it cannot be repaired");
    if (STR_IS(str_cut(&rest, ' '), "do"))
        fake_add_effect(fake->database, rest);
    else
        fake->database->effects_size = 0;

    return true;
}

bool
fake_ask(void *self, const Attempt *attempt, Str sql, Arena *arena, Str *ret_answer, Error *err)
{
    const FakeConnection *fake = self;

    (void)arena;

    /* A guard asks whether a statement took effect. */
    if (attempt != NULL)
    {
        *ret_answer = fake_has_line(fake_effects(fake->database), sql) ? STR("1") : STR("0");
        return !STR_IS(sql, "nonsense") || error_set(err, ERROR_STATEMENT, "this is no question");
    }

    CHECK(STR_IS(sql, "whether it is there"));
    *ret_answer = fake->answers.yes ? STR("1") : STR("0");

    return !fake->answers.ask_fails || error_set(err, ERROR_STATEMENT, "there is no such column");
}

/* "create NAME", which fake_ask() is then asked. */
void
fake_append_presence(const GuardObject *object, Buf *sql)
{
    buf_printf(sql, "create " STR_FORMAT, STR_ARGS(object->name));
}

bool
fake_describe(void *self, const Script *script, size_t count, EngineLine line, Error *err)
{
    SCOPED_ARENA scratch = {0};

    (void)self, (void)err;

    for (size_t index = 0; index < count; index++)
        line.call(line.context, arena_printf(&scratch, "what \"" STR_FORMAT "\" makes",
                                             STR_ARGS(script->statements[index].text)));

    return true;
}

bool
fake_lock(void *self, const LockRequest *request, LockAnswer *ret_answer, Error *err)
{
    FakeConnection *fake = self;

    CHECK(request->run != NULL && request->who != NULL);
    fake->locks++;
    ret_answer->holder = "who@else (run 1234, for 3 s)";

    if (fake->lock.fails)
        return error_set(err, ERROR_CONNECT, "the connection is gone");
    if (fake->locks <= fake->lock.busy)
        return true;

    ret_answer->taken = true;
    ret_answer->ledger_moved = fake->lock.moved;
    ret_answer->generation = fake->lock.generation;

    return true;
}

void
fake_unlock(void *self, bool in_flight)
{
    FakeConnection *fake = self;

    fake->unlocks++;
    fake->in_flight = in_flight;
}
