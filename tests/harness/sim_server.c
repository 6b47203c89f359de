/*
 * sim_server.c
 *    The server of a simulation: what it carries out, when, and for whom; and what must never be.
 */
#include "harness/sim.h"

#include "harness/test.h"

static size_t
number_of(const Sim *sim, const SimStep *step)
{
    return (size_t)(step - sim->files->steps);
}

static const char *
name_of(const Sim *sim, const SimStep *step)
{
    static char text[2][32];
    static unsigned turn;
    char *name = text[turn++ % 2];

    (void)snprintf(name, sizeof(text[0]), STR_FORMAT ":%u",
                   STR_ARGS(sim->files->source.migrations[step->file].version),
                   STATEMENT_NUMBER(step->index));

    return name;
}

unsigned
sim_parts_there(const Sim *sim, const SimStep *step)
{
    unsigned count = 0;

    for (unsigned part = 0; part < step->parts; part++)
        count += sim->have[number_of(sim, step)][part] > 0 ? 1 : 0;

    return count;
}

bool
sim_holds_lock(const Sim *sim, size_t process, unsigned backend)
{
    if (sim->kind == SIM_FREES)
        return sim->lock.backend == backend;

    return sim->lock.generation > 0 && sim->lock.process == process;
}

/* ---- sessions and connections ---- */

/* Whether a request may begin now: fenced ones may not, whenever they arrive. */
static bool
is_admitted(const Sim *sim, const SimRequest *request)
{
    const SimProcess *process = &sim->processes[request->process];

    if (request->what == SIM_LOCK && sim->kind == SIM_FENCES)
        return true;
    if (sim->kind == SIM_FREES)
        return request->backend > 0 && sim->backends[request->backend - 1].open;

    return process->session_open || (request->what == SIM_ROW && sim->defect == SIM_ROWS_UNFENCED);
}

bool
sim_is_live(const Sim *sim, const SimStep *step)
{
    for (size_t index = 0; index < SIM_REQUESTS_MAX; index++)
    {
        const SimRequest *request = &sim->requests[index];

        if ((request->what == SIM_STATEMENT || request->what == SIM_REPAIR) &&
            request->step == step &&
            (request->state == SIM_RUNNING ||
             (request->state == SIM_LATE && is_admitted(sim, request))))
            return true;
    }

    return false;
}

static bool
has_requests(const Sim *sim, unsigned backend)
{
    for (size_t index = 0; index < SIM_REQUESTS_MAX; index++)
    {
        const SimRequest *request = &sim->requests[index];

        if ((request->state == SIM_LATE || request->state == SIM_RUNNING) &&
            request->backend == backend)
            return true;
    }

    return false;
}

bool
sim_can_reap(const Sim *sim, const SimBackend *backend)
{
    const unsigned number = (unsigned)(backend - sim->backends) + 1;

    return backend->open && backend->left && sim->now >= backend->left_at &&
           !has_requests(sim, number);
}

void
sim_reap(Sim *sim, SimBackend *backend)
{
    const unsigned number = (unsigned)(backend - sim->backends) + 1;

    sim_note(sim, "connection %u ends", number);
    backend->open = false;

    if (sim->lock.backend == number)
        sim->lock.backend = 0;
}

void
sim_crash(Sim *sim)
{
    sim_note(sim, "the server dies and starts again");

    for (size_t index = 0; index < SIM_REQUESTS_MAX; index++)
    {
        SimRequest *request = &sim->requests[index];

        if (request->state == SIM_RUNNING || request->state == SIM_LATE)
        {
            request->result = SIM_LOST;
            request->state = request->awaited ? SIM_OVER : SIM_FREE;
        }
    }

    for (size_t index = 0; index < sim->process_count; index++)
    {
        sim->processes[index].session_open = false;
        sim->processes[index].backend = 0;
    }

    for (unsigned index = 0; index < sim->backend_count; index++)
        sim->backends[index].open = false;

    sim->lock.backend = 0;
}

/* ---- statements ---- */

static bool
is_complete(const Sim *sim, const SimStep *step)
{
    return sim_parts_there(sim, step) == step->parts;
}

static void
take_effect(Sim *sim, const SimStep *step, unsigned part)
{
    unsigned *have = &sim->have[number_of(sim, step)][part];

    sim_note(sim, "%s part %u takes effect", name_of(sim, step), part + 1);

    if (++*have > 1 && !step->repeatable)
        sim_break(sim, "statement %s took effect twice", name_of(sim, step));

    for (const SimStep *before = sim->files->steps; before < step; before++)
    {
        if (!is_complete(sim, before))
            sim_break(sim, "statement %s took effect before %s", name_of(sim, step),
                      name_of(sim, before));
    }

    for (const SimStep *after = step + 1; after < sim->files->steps + sim->files->step_count;
         after++)
    {
        if (sim_parts_there(sim, after) > 0)
            sim_break(sim, "statement %s took effect after %s", name_of(sim, step),
                      name_of(sim, after));
    }
}

static void
check_alone(Sim *sim, const SimRequest *request)
{
    for (size_t index = 0; index < SIM_REQUESTS_MAX; index++)
    {
        const SimRequest *other = &sim->requests[index];

        if (other != request && other->state == SIM_RUNNING && other->step != NULL)
            sim_break(sim, "statement %s began while %s was running", name_of(sim, request->step),
                      name_of(sim, other->step));
    }

    if (!sim_holds_lock(sim, request->process, request->backend))
        sim_break(sim, "statement %s began without the lock", name_of(sim, request->step));
    if (sim->asked[number_of(sim, request->step)])
        sim_break(sim, "statement %s was sent again, although nobody can tell",
                  name_of(sim, request->step));
}

static bool
is_refused(const Sim *sim, const SimRequest *request)
{
    const SimStep *step = request->step;
    const SimProcess *process = &sim->processes[request->process];

    /* What is there already cannot be made again; a table that has another name is gone. */
    if ((step->verb == SIM_CREATE || step->verb == SIM_RENAME || step->verb == SIM_PUT) &&
        sim->have[number_of(sim, step)][request->part] > 0 && !request->takes_back)
        return true;

    return step->used.size > 0 && !str_equal(step->used, process->used);
}

static void
end_with(Sim *sim, SimRequest *request, SimResult result)
{
    if (request->step != NULL && !request->awaited)
        sim->counts.outlived++;

    request->result = result;
    request->state = request->awaited ? SIM_OVER : SIM_FREE;
}

static void
begin_statement(Sim *sim, SimRequest *request)
{
    check_alone(sim, request);

    if (is_refused(sim, request))
    {
        sim_note(sim, "%s is refused", name_of(sim, request->step));
        end_with(sim, request, SIM_REFUSED);
        return;
    }

    request->state = SIM_RUNNING;

    if (request->step->verb == SIM_MUTATE)
        take_effect(sim, request->step, 0);
}

static void
go_on_statement(Sim *sim, SimRequest *request)
{
    const SimStep *step = request->step;

    if (step->verb == SIM_MUTATE)
    {
        end_with(sim, request, SIM_DONE);
        return;
    }

    if (request->part == request->fails_at)
    {
        sim_note(sim, "%s fails at part %u", name_of(sim, step), request->part + 1);
        end_with(sim, request, step->parts == 1 ? SIM_REFUSED : SIM_STOPPED);
        return;
    }

    take_effect(sim, step, request->part++);

    if (request->part == step->parts)
        end_with(sim, request, SIM_DONE);
}

static void
repair(Sim *sim, SimRequest *request)
{
    const SimStep *step = request->step;

    check_alone(sim, request);
    sim->counts.repairs++;
    sim_note(sim, "%s is repaired: %s", name_of(sim, step),
             request->takes_back ? "taken back" : "the next part");

    if (!request->takes_back && is_refused(sim, request))
    {
        end_with(sim, request, SIM_REFUSED);
        return;
    }

    if (request->takes_back)
        memset(sim->have[number_of(sim, step)], 0, sizeof(sim->have[0]));
    else
        take_effect(sim, step, request->part);

    end_with(sim, request, SIM_DONE);
}

/* ---- the ledger ---- */

static int
compare_rows(const JournalRow *left, const JournalRow *right)
{
    if (left->generation != right->generation)
        return left->generation < right->generation ? -1 : 1;
    if (!str_equal(left->run, right->run))
        return str_compare(left->run, right->run);

    return (left->seq > right->seq) - (left->seq < right->seq);
}

static const SimStep *
step_of_row(const Sim *sim, const JournalRow *row)
{
    for (size_t index = 0; index < sim->files->step_count; index++)
    {
        const SimStep *step = &sim->files->steps[index];

        if (str_equal(sim->files->source.migrations[step->file].version, row->step.migration) &&
            STATEMENT_NUMBER(step->index) == row->step.statement)
            return step;
    }

    return NULL;
}

/* What a row says must be true from now on. */
static void
check_row(Sim *sim, const JournalRow *row)
{
    const SimStep *step = step_of_row(sim, row);
    Str *run = &sim->runs[row->generation];
    const bool done = row->event == JOURNAL_DONE || row->event == JOURNAL_APPLIED ||
                      row->event == JOURNAL_REVERTED;

    CHECK(row->generation < SIM_GENERATIONS_MAX);

    if (run->size > 0 && !str_equal(*run, row->run))
        sim_break(sim, "two runners wrote in generation %llu", (unsigned long long)row->generation);
    if (sim->row_count > 0 && sim->rows[sim->row_count - 1].generation > row->generation)
        sim_break(sim, "generation %llu wrote after a newer one",
                  (unsigned long long)row->generation);

    *run = row->run;

    if (step == NULL || (!done && row->event != JOURNAL_FAILED))
        return;
    if (sim_is_live(sim, step))
        sim_break(sim, "the ledger settles %s, which may still go on", name_of(sim, step));
    if (done && !is_complete(sim, step))
        sim_break(sim, "the ledger calls %s done, and it is not", name_of(sim, step));
    if (!done && !step->repeatable && sim_parts_there(sim, step) > 0)
        sim_break(sim, "the ledger says that %s left nothing, and it did", name_of(sim, step));
}

static void
add_row(Sim *sim, const JournalRow *row)
{
    size_t at = sim->row_count;
    JournalRow stored = *row;
    bool known = false;

    for (size_t index = 0; index < sim->row_count && !known; index++)
        known = compare_rows(&sim->rows[index], row) == 0;

    if (!known)
        check_row(sim, row);

    CHECK(sim->row_count < SIM_ROWS_MAX);
    stored.at_s = 1 + sim->now;

    if (sim->defect == SIM_NO_ANNOUNCEMENT)
        stored.next = (JournalStep){0};
    if (sim->defect == SIM_NO_SNAPSHOT)
        stored.next_snapshot = STR("");

    for (; at > 0 && compare_rows(&sim->rows[at - 1], row) > 0; at--)
        sim->rows[at] = sim->rows[at - 1];

    sim->rows[at] = stored;
    sim->row_count++;
    sim_note(sim, "row %llu.%u %s " STR_FORMAT ":%u > " STR_FORMAT ":%u%s",
             (unsigned long long)row->generation, row->seq, journal_event_name(row->event),
             STR_ARGS(row->step.migration), row->step.statement, STR_ARGS(stored.next.migration),
             stored.next.statement, known ? " (again)" : "");
}

void
sim_apply_all(Sim *sim)
{
    sim->has_journal = true;

    for (size_t file = 0; file < sim->files->source.count; file++)
    {
        const Migration *migration = &sim->files->source.migrations[file];

        sim->rows[sim->row_count++] = (JournalRow){.generation = 1,
                                                   .run = STR("before"),
                                                   .seq = (uint32_t)file + 1,
                                                   .event = JOURNAL_APPLIED,
                                                   .step = {.migration = migration->version},
                                                   .checksum = migration->checksum,
                                                   .has_checksum = true,
                                                   .at_s = 1};
    }

    sim->runs[1] = STR("before");
}

/* Its statements and its row, or nothing. */
static void
commit(Sim *sim, SimRequest *request)
{
    if (request->fails_at == 0)
    {
        end_with(sim, request, SIM_REFUSED);
        return;
    }

    for (size_t index = 0; index < request->step_count; index++)
        take_effect(sim, request->step + index, 0);

    end_with(sim, request, SIM_DONE);
    add_row(sim, &request->row);
}

/* ---- the lock ---- */

static void
take_lock(Sim *sim, SimRequest *request)
{
    if (sim->kind == SIM_FREES)
    {
        const bool is_free = sim->lock.backend == 0 || sim->defect == SIM_LOCK_FOR_NOBODY;

        if (is_free)
            sim->lock.backend = request->backend;

        end_with(sim, request, is_free ? SIM_DONE : SIM_REFUSED);
        return;
    }

    /* Names are never used again: who comes second is refused. */
    if (sim->lock.generation >= request->generation && sim->defect != SIM_LOCK_FOR_NOBODY)
    {
        end_with(sim, request, SIM_REFUSED);
        return;
    }

    sim_note(sim, "lock %llu is made by run %zu", (unsigned long long)request->generation,
             request->process);
    sim->lock = (SimLockState){.generation = request->generation,
                               .process = request->process,
                               .lease_until = sim->now + SIM_LEASE};
    end_with(sim, request, SIM_DONE);
}

static void
give_lock_back(Sim *sim, SimRequest *request)
{
    if (sim->lock.process == request->process && sim->lock.generation == request->generation)
    {
        sim_note(sim, "lock %llu is given back%s", (unsigned long long)request->generation,
                 request->in_flight ? ", something may be in flight" : "");
        sim->lock.released = true;
        sim->lock.in_flight = request->in_flight;
    }

    end_with(sim, request, SIM_DONE);
}

/* ---- requests ---- */

static void
begin(Sim *sim, SimRequest *request)
{
    switch (request->what)
    {
        case SIM_STATEMENT:
            begin_statement(sim, request);
            break;
        case SIM_TRANSACTION:
            check_alone(sim, request);
            request->state = SIM_RUNNING;
            break;
        case SIM_ROW:
            add_row(sim, &request->row);
            end_with(sim, request, SIM_DONE);
            break;
        case SIM_REPAIR:
            repair(sim, request);
            break;
        case SIM_LOCK:
            take_lock(sim, request);
            break;
        case SIM_UNLOCK:
            give_lock_back(sim, request);
            break;
    }
}

static SimRequest *
store_request(Sim *sim, const SimRequest *request)
{
    size_t index = 0;

    while (index < SIM_REQUESTS_MAX && sim->requests[index].state != SIM_FREE)
        index++;

    CHECK(index < SIM_REQUESTS_MAX);
    sim->requests[index] = *request;

    return &sim->requests[index];
}

SimRequest *
sim_arrive(Sim *sim, const SimRequest *request)
{
    if (!is_admitted(sim, request))
        return NULL;

    SimRequest *stored = store_request(sim, request);

    stored->awaited = true;
    begin(sim, stored);

    return stored;
}

void
sim_send_late(Sim *sim, const SimRequest *request, int64_t at)
{
    SimRequest *stored = store_request(sim, request);

    stored->state = SIM_LATE;
    stored->at = at;
}

bool
sim_can_go_on(const Sim *sim, const SimRequest *request)
{
    return request->state == SIM_RUNNING || (request->state == SIM_LATE && sim->now >= request->at);
}

void
sim_go_on(Sim *sim, SimRequest *request)
{
    if (request->state == SIM_LATE)
    {
        request->state = SIM_FREE;
        sim_note(sim, "a request of run %zu arrives late%s", request->process,
                 is_admitted(sim, request) ? "" : " and is shut out");

        if (is_admitted(sim, request))
        {
            sim->counts.late++;
            begin(sim, request);
        }
        else
        {
            sim->counts.shut_out++;
        }
        return;
    }

    if (request->what == SIM_TRANSACTION)
        commit(sim, request);
    else
        go_on_statement(sim, request);
}
