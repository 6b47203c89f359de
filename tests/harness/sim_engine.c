/*
 * sim_engine.c
 *    The engine of a simulation: how a real one speaks to its server, and what may go wrong.
 */
#include "harness/sim.h"

#include "harness/test.h"

enum
{
    WRITES_MAX = 3, /* of one row, before it is an error */
    STOP_LONGEST = 90,
    LATE_LONGEST = 150,
    RECONNECTS_MAX = 4,
    RECONNECT_PAUSE = 10,
};

typedef enum Fault
{
    FAULT_NONE,
    FAULT_REFUSED,     /* nothing is sent, and the client knows */
    FAULT_LOST,        /* it never arrives */
    FAULT_LATE,        /* it arrives when nobody waits for it any more */
    FAULT_ANSWER,      /* it is carried out, and the answer gets lost */
    FAULT_FAILS,       /* the server gives up on it, perhaps in the middle */
    FAULT_STOP,        /* the runner stands still, and then goes on as if nothing had happened */
    FAULT_CRASH,       /* the server dies before it */
    FAULT_CRASH_AFTER, /* the server dies while it is under way */
    FAULT_SIGNAL,      /* the runner is asked to stop */
    FAULT_KILL,        /* the runner dies before it is sent */
    FAULT_KILL_LATE,   /* the runner dies, and what it sent arrives later */
    FAULT_KILL_ANSWER, /* the runner dies while it is carried out */
    FAULT_COUNT,
} Fault;

static const char *const FAULTS[FAULT_COUNT] = {
    "none",  "refused",     "lost",   "late", "answer lost", "fails",      "stop",
    "crash", "crash after", "signal", "kill", "kill late",   "kill after",
};

static size_t
own_number(Sim *sim)
{
    return (size_t)(sim_self(sim) - sim->processes);
}

/* ---- messages ---- */

static Fault
draw_fault(Sim *sim)
{
    if (sim->faults_left == 0 || !chance_one_in(&sim->chance, sim->fault_rate))
        return FAULT_NONE;

    const Fault fault = (Fault)(1 + chance_below(&sim->chance, FAULT_COUNT - 1));

    sim->faults_left--;
    sim->counts.faults++;
    sim_note(sim, "fault: %s, of run %zu", FAULTS[fault], own_number(sim));

    return fault;
}

static void
stand_still(Sim *sim)
{
    sim_self(sim)->stopped = true;
    sim_sleep(sim, chance_below(&sim->chance, STOP_LONGEST));
    sim_self(sim)->stopped = false;
}

static bool
can_speak(const Sim *sim, const SimProcess *self)
{
    return !self->dead && sim->broken == NULL && (sim->kind == SIM_FENCES || self->backend > 0);
}

/* The first time, a connection is there; one that broke stays so until it is made anew. */
static void
connect_first(Sim *sim)
{
    SimProcess *self = sim_self(sim);

    if (sim->kind == SIM_FENCES || self->connected)
        return;

    self->connected = true;
    CHECK(sim->backend_count < LENGTH_OF(sim->backends));
    sim->backends[sim->backend_count++] = (SimBackend){.open = true, .process = own_number(sim)};
    self->backend = sim->backend_count;
}

/* What happens before anything arrives; false if nothing will. */
static bool
survive_until_sent(Sim *sim, Fault fault, const SimRequest *request, SimResult *ret_result)
{
    SimProcess *self = sim_self(sim);

    *ret_result = SIM_LOST;

    switch (fault)
    {
        case FAULT_REFUSED:
            *ret_result = SIM_NOT_NOW;
            return false;
        case FAULT_KILL_LATE:
        case FAULT_LATE:
            if (request != NULL)
                sim_send_late(sim, request, sim->now + chance_below(&sim->chance, LATE_LONGEST));
            self->dead = self->dead || fault == FAULT_KILL_LATE;
            sim_leave(sim, self);
            return false;
        case FAULT_KILL:
        case FAULT_LOST:
            self->dead = self->dead || fault == FAULT_KILL;
            sim_leave(sim, self);
            return false;
        case FAULT_STOP:
            stand_still(sim);
            return can_speak(sim, self);
        case FAULT_CRASH:
            sim_crash(sim);
            return can_speak(sim, self);
        case FAULT_SIGNAL:
            self->interrupted = true;
            return true;
        case FAULT_NONE:
        case FAULT_ANSWER:
        case FAULT_FAILS:
        case FAULT_CRASH_AFTER:
        case FAULT_KILL_ANSWER:
        case FAULT_COUNT:
            break;
    }

    return true;
}

static SimResult
await(Sim *sim, SimRequest *request)
{
    SimProcess *self = sim_self(sim);

    self->awaits = request;

    if (request->state != SIM_OVER)
        sim_turn(sim);

    self->awaits = NULL;

    const SimResult result = request->state == SIM_OVER ? request->result : SIM_LOST;

    request->awaited = false;
    request->state = request->state == SIM_OVER ? SIM_FREE : request->state;

    return result;
}

static void
give_up(Sim *sim, SimRequest *request, bool dies)
{
    SimProcess *self = sim_self(sim);

    request->awaited = false;
    request->state = request->state == SIM_OVER ? SIM_FREE : request->state;
    self->dead = self->dead || dies;
    sim_leave(sim, self);
}

/* Send a request that changes something, and wait for its answer. */
static SimResult
send(Sim *sim, SimRequest request)
{
    SimProcess *self = sim_self(sim);
    SimResult result = SIM_LOST;

    connect_first(sim);
    sim_turn(sim);

    if (!can_speak(sim, self))
        return SIM_LOST;

    const Fault fault = draw_fault(sim);

    request.process = own_number(sim);
    request.backend = self->backend;
    request.fails_at = fault == FAULT_FAILS && request.step != NULL
                           ? chance_below(&sim->chance, request.step->parts)
                           : SIM_PARTS_MAX;

    if (!survive_until_sent(sim, fault, &request, &result))
        return result;

    SimRequest *stored = sim_arrive(sim, &request);

    if (stored == NULL)
        return SIM_SHUT_OUT;
    if (fault == FAULT_CRASH_AFTER)
        sim_crash(sim);

    const bool dies = fault == FAULT_KILL_ANSWER;
    const bool detaches = fault == FAULT_SIGNAL && request.what == SIM_STATEMENT;

    if ((dies || detaches || fault == FAULT_ANSWER) && chance_one_in(&sim->chance, 2))
    {
        give_up(sim, stored, dies);
        return SIM_LOST;
    }

    result = await(sim, stored);

    if (dies || fault == FAULT_ANSWER)
    {
        self->dead = self->dead || dies;
        sim_leave(sim, self);
        return SIM_LOST;
    }

    return result;
}

/* Ask something; false if no answer comes.  What the caller reads then is the server's answer. */
static bool
hear(Sim *sim)
{
    SimResult ignored = SIM_LOST;
    SimProcess *self = sim_self(sim);

    connect_first(sim);
    sim_turn(sim);

    return can_speak(sim, self) && survive_until_sent(sim, draw_fault(sim), NULL, &ignored);
}

static MUST_CHECK bool
not_heard(Sim *sim, Error *err)
{
    (void)sim;

    return error_set(err, ERROR_CONNECT, "no answer");
}

/* ---- the ledger ---- */

static void
know_newest(const Sim *sim, SimProcess *self)
{
    const JournalRow *newest = sim->row_count == 0 ? NULL : &sim->rows[sim->row_count - 1];

    self->known_generation = newest == NULL ? 0 : newest->generation;
    self->known_seq = newest == NULL ? 0 : newest->seq;
}

static bool
sim_ledger_read(void *connection, Ledger *ledger, Error *err)
{
    Sim *sim = connection;

    if (!hear(sim))
        return not_heard(sim, err);

    ledger->has_journal = sim->has_journal;
    know_newest(sim, sim_self(sim));

    for (size_t index = 0; index < sim->row_count; index++)
    {
        if (!ledger_add_row(ledger, &sim->rows[index], err))
            return false;
    }

    return true;
}

static bool
sim_ledger_create(void *connection, Error *err)
{
    Sim *sim = connection;

    if (!hear(sim))
        return not_heard(sim, err);

    sim->has_journal = true;

    return true;
}

/* Its texts have to live as long as the server. */
static JournalRow
keep_row(Sim *sim, const JournalRow *row)
{
    JournalRow kept = *row;

    kept.run = str_copy(&sim->arena, row->run);
    kept.step.migration = str_copy(&sim->arena, row->step.migration);
    kept.next.migration = str_copy(&sim->arena, row->next.migration);
    kept.next_snapshot = str_copy(&sim->arena, row->next_snapshot);
    kept.detail = STR("");
    kept.duration_ms = 0;

    return kept;
}

static bool
is_newest(const Sim *sim, const JournalRow *row)
{
    const JournalRow *newest = sim->row_count == 0 ? NULL : &sim->rows[sim->row_count - 1];

    return newest != NULL && newest->seq == row->seq && str_equal(newest->run, row->run);
}

static bool
knows_newest(const Sim *sim, const SimProcess *self)
{
    const JournalRow *newest = sim->row_count == 0 ? NULL : &sim->rows[sim->row_count - 1];

    return newest == NULL
               ? self->known_generation == 0
               : newest->generation == self->known_generation && newest->seq == self->known_seq;
}

typedef enum RowFate
{
    ROW_UNKNOWN,
    ROW_THERE,
    ROW_NOT_THERE,
} RowFate;

/*
 * A new connection that has the lock proves that the old one is gone, with all that it sent:
 * only then can be said whether the row is there.  Without the lock nothing may be done on it.
 */
static RowFate
settle_row(Sim *sim, const JournalRow *row)
{
    SimProcess *self = sim_self(sim);

    for (unsigned tries = 0; tries < RECONNECTS_MAX && !self->dead; tries++)
    {
        sim_leave(sim, self);
        self->connected = false;

        if (send(sim, (SimRequest){.what = SIM_LOCK}) == SIM_DONE)
        {
            if (is_newest(sim, row))
                return ROW_THERE;
            if (knows_newest(sim, self))
                return ROW_NOT_THERE;
            break; /* another runner worked in between, whether the row is there or not */
        }

        sim_sleep(sim, RECONNECT_PAUSE);
    }

    sim_leave(sim, self);

    return ROW_UNKNOWN;
}

static void
wrote(SimProcess *self, const JournalRow *row)
{
    self->known_generation = row->generation;
    self->known_seq = row->seq;
}

static bool
sim_ledger_write(void *connection, const LedgerWrite *write, Error *err)
{
    Sim *sim = connection;
    SimProcess *self = sim_self(sim);

    CHECK(write->row_count <= 1);

    if (write->row_count == 0)
        return true;

    const JournalRow row = keep_row(sim, &write->rows[0]);

    for (unsigned tries = 0; tries < WRITES_MAX && !self->dead; tries++)
    {
        RowFate fate = ROW_NOT_THERE;
        const SimResult result = send(sim, (SimRequest){.what = SIM_ROW, .row = row});

        if (result == SIM_SHUT_OUT && sim->kind == SIM_FENCES)
            return error_set(err, ERROR_LOCKED, "another runner took the lock");
        if (result != SIM_DONE && sim->kind == SIM_FREES)
            fate = settle_row(sim, &row);
        if (result == SIM_DONE || fate == ROW_THERE)
        {
            wrote(self, &row);
            return true;
        }
        if (fate == ROW_UNKNOWN)
            break;
    }

    return not_heard(sim, err);
}

/* ---- the lock ---- */

static bool
fences_lock(void *connection, const LockRequest *request, LockAnswer *ret_answer, Error *err)
{
    Sim *sim = connection;
    SimProcess *self = sim_self(sim);

    /* Before the lock names it: whoever fences it must find it. */
    if (!self->session_made && sim->defect != SIM_OPEN_LAST)
    {
        if (!hear(sim))
            return not_heard(sim, err);
        self->session_made = self->session_open = true;
    }

    if (!hear(sim))
        return not_heard(sim, err);

    const SimLockState old = sim->lock;
    const bool expired = sim->now >= old.lease_until;
    const bool is_free = old.generation == 0 || (old.released && !old.in_flight);
    const bool skips = sim->defect == SIM_NO_FENCE ||
                       (sim->defect == SIM_EXPIRY_IS_ENOUGH && expired && !old.released);

    *ret_answer = (LockAnswer){.holder = "another run"};

    if (old.generation > 0 && !old.released && !expired && sim->defect != SIM_LOCK_FOR_NOBODY)
        return true;

    if (!is_free && !skips)
    {
        if (!hear(sim))
            return not_heard(sim, err);
        sim_note(sim, "the session of run %zu is closed", old.process);
        sim->counts.fenced++;
        sim->processes[old.process].session_open = false;
    }

    const uint64_t generation =
        1 +
        (old.generation > request->ledger_generation ? old.generation : request->ledger_generation);
    const SimResult made = send(sim, (SimRequest){.what = SIM_LOCK, .generation = generation});

    if (made == SIM_LOST || made == SIM_NOT_NOW)
        return not_heard(sim, err);
    if (made == SIM_REFUSED)
        return true;
    if (sim->defect == SIM_OPEN_LAST && hear(sim))
        self->session_open = true;

    self->generation = generation;
    ret_answer->taken = true;
    ret_answer->generation = generation;
    ret_answer->ledger_moved = sim->defect != SIM_NEVER_MOVED && !knows_newest(sim, self);

    return true;
}

static bool
frees_lock(void *connection, const LockRequest *request, LockAnswer *ret_answer, Error *err)
{
    Sim *sim = connection;
    const SimResult made = send(sim, (SimRequest){.what = SIM_LOCK});

    (void)request;
    *ret_answer = (LockAnswer){.holder = "another connection"};

    if (made == SIM_REFUSED)
        return true;
    if (made != SIM_DONE)
        return not_heard(sim, err);

    ret_answer->taken = true;
    ret_answer->ledger_moved = sim->defect != SIM_NEVER_MOVED && !knows_newest(sim, sim_self(sim));

    return true;
}

static void
fences_unlock(void *connection, bool in_flight)
{
    Sim *sim = connection;

    (void)send(sim, (SimRequest){.what = SIM_UNLOCK,
                                 .in_flight = in_flight,
                                 .generation = sim_self(sim)->generation});
}

static void
frees_unlock(void *connection, bool in_flight)
{
    Sim *sim = connection;

    (void)in_flight;
    sim_leave(sim, sim_self(sim));
}

/* ---- statements ---- */

static bool
sim_split(const void *connection, const ScriptSource *source, Arena *arena, Script *ret_script,
          Error *err)
{
    const Sim *sim = connection;

    (void)arena, (void)err;

    return sim_split_text(sim->files, source->text, ret_script);
}

static bool
sim_snapshot(void *connection, const Attempt *attempts, size_t count, Arena *arena,
             Str *ret_snapshot, Error *err)
{
    Sim *sim = connection;
    const SimStep *step = sim_step_of(sim->files, attempts[0].script, attempts[0].index);

    (void)count;

    if (!hear(sim))
        return not_heard(sim, err);

    *ret_snapshot = str_from(arena_printf(arena, "%u", sim_parts_there(sim, step)));

    return true;
}

static MUST_CHECK bool
conclude(Sim *sim, SimResult result, Outcome *ret_outcome, Error *err)
{
    *ret_outcome = OUTCOME_NOT_DONE;

    switch (result)
    {
        case SIM_DONE:
            *ret_outcome = OUTCOME_DONE;
            return true;
        case SIM_REFUSED:
            return error_set(err, ERROR_STATEMENT, "refused");
        case SIM_NOT_NOW:
            *ret_outcome = OUTCOME_NOT_NOW;
            return error_set(err, ERROR_STATEMENT, "not now");
        case SIM_STOPPED:
            *ret_outcome = OUTCOME_ENDED;
            return error_set(err, ERROR_STATEMENT, "failed in the middle");
        case SIM_SHUT_OUT:
            if (sim->kind == SIM_FENCES)
                return error_set(err, ERROR_LOCKED, "another runner took the lock");
            break;
        case SIM_LOST:
            break;
    }

    *ret_outcome = OUTCOME_UNKNOWN;

    if (sim_self(sim)->interrupted)
        return error_set(err, ERROR_INTERRUPTED, "stopped by a signal");
    if (sim->defect == SIM_UNKNOWN_IS_NOT_DONE)
        *ret_outcome = OUTCOME_NOT_DONE;

    return not_heard(sim, err);
}

static MUST_CHECK bool
run_session_statement(Sim *sim, const Attempt *attempt, Outcome *ret_outcome, Error *err)
{
    Str words = attempt->script->statements[attempt->index].text;

    (void)str_cut(&words, ' ');
    *ret_outcome = OUTCOME_UNKNOWN;

    if (!hear(sim))
        return not_heard(sim, err);

    sim_self(sim)->used = words;
    *ret_outcome = OUTCOME_DONE;

    return true;
}

static void
enter_script(Sim *sim, const Script *script)
{
    SimProcess *self = sim_self(sim);

    if (self->script != script)
        self->used = STR("");

    self->script = script;
}

static bool
sim_execute(void *connection, const Attempt *attempt, Outcome *ret_outcome, Error *err)
{
    Sim *sim = connection;
    const SimStep *step = sim_step_of(sim->files, attempt->script, attempt->index);

    enter_script(sim, attempt->script);

    if (step == NULL)
        return run_session_statement(sim, attempt, ret_outcome, err);

    const SimRequest request = {.what = SIM_STATEMENT, .step = step};
    SimResult result = send(sim, request);

    if (result == SIM_LOST && sim->defect == SIM_RESENDS)
        result = send(sim, request);
    if (result == SIM_LOST && sim->defect == SIM_UNKNOWN_IS_DONE)
        result = SIM_DONE;

    return conclude(sim, result, ret_outcome, err);
}

static bool
sim_execute_transaction(void *connection, const Attempt *attempt, const LedgerWrite *write,
                        Outcome *ret_outcome, Error *err)
{
    Sim *sim = connection;
    SimProcess *self = sim_self(sim);
    const Script *script = attempt->script;
    const bool whole = script->mode == SCRIPT_TRANSACTION;
    const JournalRow row = keep_row(sim, &write->rows[0]);
    SimResult result =
        send(sim, (SimRequest){.what = SIM_TRANSACTION,
                               .step = sim_step_of(sim->files, script, whole ? 0 : attempt->index),
                               .step_count = whole ? script->count : 1,
                               .row = row});

    /* A new connection is told apart by the row: settled at once, or by the next run. */
    if (result == SIM_LOST && chance_one_in(&sim->chance, 2))
    {
        const RowFate fate = settle_row(sim, &row);

        result = fate == ROW_THERE ? SIM_DONE : fate == ROW_NOT_THERE ? SIM_REFUSED : SIM_LOST;
    }
    if (result == SIM_DONE)
        wrote(self, &row);

    return conclude(sim, result, ret_outcome, err);
}

/* ---- verdicts ---- */

static bool
is_running(const Sim *sim, const SimStep *step)
{
    for (size_t index = 0; index < SIM_REQUESTS_MAX; index++)
    {
        if (sim->requests[index].state == SIM_RUNNING && sim->requests[index].step == step)
            return true;
    }

    return false;
}

static Finding
cannot_tell(Sim *sim, const SimStep *step, Verdict verdict)
{
    const bool decided = verdict == VERDICT_PARTLY ? step->repeatable : step->decided_by_author;

    if (!decided)
        sim_self(sim)->undecided = step;

    return (Finding){.verdict = verdict, .evidence = "Nobody can tell."};
}

static Finding
found_partly(Sim *sim, const SimStep *step, unsigned there, Arena *arena)
{
    const unsigned number = (unsigned)(step - sim->files->steps);
    Finding finding = {.verdict = VERDICT_PARTLY, .evidence = "Some of it is there."};
    Str *repairs = ARENA_ARRAY(arena, Str, SIM_PARTS_MAX);

    if (step->verb == SIM_FILL)
    {
        repairs[finding.repair_count++] = str_from(arena_printf(arena, "back %u", number));
        finding.repaired = VERDICT_DID_NOT;
    }
    else if (step->verb == SIM_RENAME)
    {
        for (; there < step->parts; there++)
            repairs[finding.repair_count++] =
                str_from(arena_printf(arena, "part %u %u", number, there));
        finding.repaired = VERDICT_TOOK_EFFECT;
    }
    else
    {
        return cannot_tell(sim, step, VERDICT_PARTLY);
    }

    finding.repairs = repairs;

    return finding;
}

static bool
sim_verdict(void *connection, const Attempt *attempt, Arena *arena, Finding *ret_finding,
            Error *err)
{
    Sim *sim = connection;
    const SimStep *step = sim_step_of(sim->files, attempt->script, attempt->index);
    uint64_t before = 0;

    if (!hear(sim))
        return not_heard(sim, err);

    const unsigned there = sim_parts_there(sim, step);

    sim_self(sim)->judged = step;
    *ret_finding = (Finding){.verdict = VERDICT_DID_NOT, .evidence = "Nothing of it is there."};

    if (is_running(sim, step))
        ret_finding->verdict =
            sim->defect == SIM_RUNNING_IS_NOT ? VERDICT_DID_NOT : VERDICT_RUNNING;
    else if (!str_to_u64(attempt->snapshot, &before))
        *ret_finding = (Finding){.verdict = VERDICT_CANNOT_TELL, .evidence = "Nobody looked."};
    else if (step->verb == SIM_TOUCH)
        *ret_finding = cannot_tell(sim, step, VERDICT_CANNOT_TELL);
    else if (there == before + step->parts)
        *ret_finding = (Finding){.verdict = VERDICT_TOOK_EFFECT, .evidence = "It is there."};
    else if (there > before)
        *ret_finding = found_partly(sim, step, there, arena);

    if (sim->defect == SIM_DOUBT_IS_NOT && ret_finding->repair_count == 0 &&
        (ret_finding->verdict == VERDICT_PARTLY || ret_finding->verdict == VERDICT_CANNOT_TELL))
        ret_finding->verdict = VERDICT_DID_NOT;

    sim->counts.verdicts[ret_finding->verdict]++;

    return true;
}

static bool
sim_repair(void *connection, Str sql, Error *err)
{
    Sim *sim = connection;
    const Str word = str_cut(&sql, ' ');
    const Str number = str_cut(&sql, ' ');
    uint64_t step = 0;
    uint64_t part = 0;

    CHECK(str_to_u64(number, &step) && (sql.size == 0 || str_to_u64(sql, &part)));

    const SimResult result = send(sim, (SimRequest){.what = SIM_REPAIR,
                                                    .step = &sim->files->steps[step],
                                                    .part = (unsigned)part,
                                                    .takes_back = STR_IS(word, "back")});

    return result == SIM_DONE || not_heard(sim, err);
}

static bool
sim_ask(void *connection, const Attempt *attempt, Str sql, Arena *arena, Str *ret_answer,
        Error *err)
{
    Sim *sim = connection;
    const SimStep *step = sim_self(sim)->judged;

    (void)attempt, (void)sql, (void)arena;

    if (!hear(sim))
        return not_heard(sim, err);

    *ret_answer = sim_parts_there(sim, step) == step->parts ? STR("1") : STR("0");

    return true;
}

static EngineInfo
sim_info(const void *connection)
{
    (void)connection;

    return (EngineInfo){.title = "Model", .version = "1", .place = "nowhere"};
}

const EngineOps sim_fences = {
    .name = "model",
    .title = "Model",
    .info = sim_info,
    .split = sim_split,
    .ledger_read = sim_ledger_read,
    .ledger_create = sim_ledger_create,
    .ledger_write = sim_ledger_write,
    .lock = fences_lock,
    .unlock = fences_unlock,
    .snapshot = sim_snapshot,
    .execute = sim_execute,
    .verdict = sim_verdict,
    .repair = sim_repair,
    .ask = sim_ask,
};

const EngineOps sim_frees = {
    .name = "model",
    .title = "Model",
    .features = ENGINE_TRANSACTIONS | ENGINE_LOCK_ENDS_WITH_CONNECTION,
    .info = sim_info,
    .split = sim_split,
    .ledger_read = sim_ledger_read,
    .ledger_create = sim_ledger_create,
    .ledger_write = sim_ledger_write,
    .lock = frees_lock,
    .unlock = frees_unlock,
    .snapshot = sim_snapshot,
    .execute = sim_execute,
    .execute_transaction = sim_execute_transaction,
    .verdict = sim_verdict,
    .repair = sim_repair,
    .ask = sim_ask,
};
