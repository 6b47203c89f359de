/*
 * sim_schedule.c
 *    Who acts next: runners on stacks of their own, the server's requests, and time.
 *
 * The executor is not told that it is a model: the linker gives it this clock, these signals and
 * these files (--wrap in tests/meson.build).
 */
#include "harness/sim.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "exec/lock.h"
#include "exec/resolve.h"

#include "harness/test.h"

enum
{
    STACK_SIZE = 512 * 1024,
    NOTICE_LATEST = 60, /* ticks until a server sees that a client is gone */
    START_RARITY = 4,   /* how seldom a runner is started, against other things that happen */
    FAULTS_MAX = 8,
    SLOWNESS_MAX = 40,
    STARTS_MAX = 6,
    CALM_RUNS_MAX = 10, /* that are left alone: after those all must be well */
    TICKS_MAX = 100000,
    CHOICES_MAX = SIM_ACTIVE_MAX + SIM_REQUESTS_MAX + SIM_BACKENDS_MAX + 1,
};

static Sim *running; /* for what the linker replaces, and for a coroutine's first function */

/* ---- what has no place in a model ---- */

int64_t __wrap_clock_ms(void);
void __wrap_clock_sleep_ms(int64_t duration_ms);
bool __wrap_interrupt_requested(void);
const char *__wrap_interrupt_signal(void);
uint32_t __wrap_arc4random_uniform(uint32_t limit);
bool __wrap_migration_load(const Migration *migration, FormatPart part, Arena *arena,
                           FormatText *ret_text, Error *err);

int64_t
__wrap_clock_ms(void)
{
    return running->now;
}

void
__wrap_clock_sleep_ms(int64_t duration_ms)
{
    sim_sleep(running, duration_ms);
}

bool
__wrap_interrupt_requested(void)
{
    return sim_self(running)->interrupted;
}

const char *
__wrap_interrupt_signal(void)
{
    return "SIGTERM";
}

uint32_t
__wrap_arc4random_uniform(uint32_t limit)
{
    return chance_below(&running->chance, limit);
}

bool
__wrap_migration_load(const Migration *migration, FormatPart part, Arena *arena,
                      FormatText *ret_text, Error *err)
{
    (void)part, (void)arena, (void)err;
    *ret_text =
        (FormatText){.text = running->files->texts[migration - running->files->source.migrations]};

    return true;
}

/* ---- words ---- */

void
sim_break(Sim *sim, const char *format, ...)
{
    va_list args;

    if (sim->broken != NULL)
        return;

    va_start(args, format);
    (void)vsnprintf(sim->broken_text, sizeof(sim->broken_text), format, args);
    va_end(args);
    sim->broken = sim->broken_text;
    sim_note(sim, "BROKEN: %s", sim->broken);
}

void
sim_note(Sim *sim, const char *format, ...)
{
    va_list args;

    if (!sim->traced || sim->trace_size + 256 > sizeof(sim->trace))
        return;

    sim->trace_size +=
        (size_t)snprintf(sim->trace + sim->trace_size, 32, "%6lld  ", (long long)sim->now);
    va_start(args, format);

    const int size = vsnprintf(sim->trace + sim->trace_size, 200, format, args);

    va_end(args);
    sim->trace_size += size < 200 ? (size_t)size : 199;
    sim->trace[sim->trace_size++] = '\n';
    sim->trace[sim->trace_size] = '\0';
}

/* ---- processes ---- */

SimProcess *
sim_self(Sim *sim)
{
    return &sim->processes[sim->active[sim->current]];
}

void
sim_leave(Sim *sim, SimProcess *process)
{
    if (process->backend == 0)
        return;

    SimBackend *backend = &sim->backends[process->backend - 1];

    backend->left = true;
    backend->left_at = sim->now + chance_below(&sim->chance, NOTICE_LATEST);
    process->backend = 0;
}

static void
ignore_event(void *self, const Event *event)
{
    (void)self, (void)event;
}

static Execution
execution_of(Sim *sim, const SimProcess *process, Arena *arena)
{
    return (Execution){.name = "model",
                       .engine = sim->kind == SIM_FENCES ? &sim_fences : &sim_frees,
                       .connection = sim,
                       .source = &sim->files->source,
                       .report = {.event = ignore_event},
                       .arena = arena,
                       .run = process->run,
                       .who = "who@host",
                       .pace = {.lock_wait_ms = process->patient ? INT64_MAX / 2 : 0,
                                .poll_ms = 5,
                                .tell_ms = INT64_MAX / 2,
                                .backoff_ms = 4,
                                .tries = 3}};
}

/* `pawl up` on one target, or `pawl down`: of one, or of all. */
static bool
run_plan(Sim *sim, Execution *execution, Error *err)
{
    const bool one = sim->files->down && sim->faults_left > 0 && chance_one_in(&sim->chance, 3);
    const PlanOptions options = {.down = sim->files->down, .count = one ? 1 : 0};

    return exec_plan(execution, &options, err) && exec_prepare(execution, err) &&
           (!exec_has_work(execution) || exec_lock(execution, &options, err)) &&
           exec_run(execution, err);
}

/*
 * Somebody looks at the database, takes back what is there in part, and says what is true.
 * Whoever decides such a thing makes sure that nothing goes on any more.
 */
static bool
run_person(Sim *sim, Execution *execution, Error *err)
{
    const PlanOptions options = {.look_only = true};

    if (!exec_plan(execution, &options, err) || !exec_lock(execution, &options, err))
        return false;

    for (size_t number = 0; number < sim->files->step_count; number++)
    {
        const SimStep *step = &sim->files->steps[number];
        const bool there = sim_parts_there(sim, step) == step->parts;

        if (!sim->asked[number])
            continue;
        if (!there)
            memset(sim->have[number], 0, sizeof(sim->have[number]));

        sim->asked[number] = false;
        sim_note(sim, "a person says that it %s", there ? "took effect" : "did not");

        return exec_resolve(execution, sim->files->source.migrations[step->file].version,
                            STATEMENT_NUMBER(step->index), there ? RESOLVE_APPLIED : RESOLVE_RETRY,
                            "looked", err);
    }

    return error_set(err, ERROR_USAGE, "a person was asked nothing");
}

static void
process_run(Sim *sim)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    SimProcess *self = sim_self(sim);
    Execution execution = execution_of(sim, self, &arena);
    const bool good = self->role == SIM_PLAN ? run_plan(sim, &execution, &err)
                                             : run_person(sim, &execution, &err);

    exec_unlock(&execution);
    ledger_done(&execution.ledger);
    sim_leave(sim, self);
    self->kind = good ? ERROR_NONE : err.kind;

    if (!good && sim->traced)
    {
        (void)snprintf(self->message, sizeof(self->message), "%s", err.message);
        (void)snprintf(self->detail, sizeof(self->detail), "%s",
                       err.detail == NULL ? "" : err.detail);
    }
}

/* What an end may be: nothing else was ever drawn. */
static void
check_end(Sim *sim, const SimProcess *self)
{
    sim_note(sim, "run %zu ends: %s %s %s", (size_t)(self - sim->processes),
             self->dead ? "(killed)" : error_slug(self->kind), self->message, self->detail);

    if (self->dead)
        return;

    switch ((int)self->kind)
    {
        case ERROR_NONE:
        case ERROR_CONNECT:
        case ERROR_STATEMENT:
        case ERROR_LOCKED:
        case ERROR_INTERRUPTED:
            break;
        case ERROR_DECISION:
            if (self->undecided == NULL)
                sim_break(sim, "a person is asked what the database can tell");
            else
                sim->counts.asked++, sim->asked[self->undecided - sim->files->steps] = true;
            break;
        default:
            sim_break(sim, "a run ends with %s", error_slug(self->kind));
    }
}

/* ---- what happens next ---- */

typedef struct Choice
{
    enum
    {
        CHOICE_STACK,
        CHOICE_REQUEST,
        CHOICE_BACKEND,
        CHOICE_START,
    } kind;
    size_t index;
} Choice;

static bool
can_act(const Sim *sim, size_t stack)
{
    const SimProcess *process = &sim->processes[sim->active[stack]];

    if (!sim->busy[stack])
        return false;
    if (sim->broken != NULL)
        return true;

    return sim->now >= process->wakes_at &&
           (process->awaits == NULL || process->awaits->state == SIM_OVER);
}

static size_t
active_count(const Sim *sim)
{
    size_t count = 0;

    for (size_t stack = 0; stack < SIM_ACTIVE_MAX; stack++)
        count += sim->busy[stack] ? 1 : 0;

    return count;
}

/* What runs goes on seldom where statements are slow. */
static size_t
list_requests(Sim *sim, Choice *choices, size_t count, unsigned slowness)
{
    for (size_t index = 0; index < SIM_REQUESTS_MAX && sim->broken == NULL; index++)
    {
        if (sim_can_go_on(sim, &sim->requests[index]) && chance_one_in(&sim->chance, slowness))
            choices[count++] = (Choice){CHOICE_REQUEST, index};
    }

    return count;
}

static size_t
list_choices(Sim *sim, Choice choices[CHOICES_MAX])
{
    size_t count = 0;

    for (size_t stack = 0; stack < SIM_ACTIVE_MAX; stack++)
    {
        if (can_act(sim, stack))
            choices[count++] = (Choice){CHOICE_STACK, stack};
    }

    count = list_requests(sim, choices, count, sim->slowness);

    for (unsigned index = 0; index < sim->backend_count; index++)
    {
        if (sim_can_reap(sim, &sim->backends[index]))
            choices[count++] = (Choice){CHOICE_BACKEND, index};
    }

    if (sim->starts_left > 0 && sim->broken == NULL && active_count(sim) < sim->active_max &&
        (count == 0 || chance_one_in(&sim->chance, START_RARITY)))
        choices[count++] = (Choice){CHOICE_START, 0};

    return count > 0 ? count : list_requests(sim, choices, count, 1);
}

/* Everybody sleeps or waits: on to the next instant at which something can happen. */
static bool
skip_time(Sim *sim)
{
    int64_t next = INT64_MAX;

    for (size_t stack = 0; stack < SIM_ACTIVE_MAX; stack++)
    {
        const SimProcess *process = &sim->processes[sim->active[stack]];

        if (sim->busy[stack] && process->wakes_at > sim->now && process->wakes_at < next)
            next = process->wakes_at;
    }

    for (size_t index = 0; index < SIM_REQUESTS_MAX && sim->broken == NULL; index++)
    {
        if (sim->requests[index].state == SIM_LATE && sim->requests[index].at < next)
            next = sim->requests[index].at;
    }

    for (unsigned index = 0; index < sim->backend_count; index++)
    {
        const SimBackend *backend = &sim->backends[index];

        if (backend->open && backend->left && backend->left_at > sim->now &&
            backend->left_at < next)
            next = backend->left_at;
    }

    if (next == INT64_MAX)
        return false;

    sim->now = next > sim->now ? next : sim->now + 1;

    return true;
}

/* A runner that lives says so, however long its statement takes; one that stands still does not. */
static void
renew_lease(Sim *sim)
{
    const SimProcess *holder = &sim->processes[sim->lock.process];

    for (size_t stack = 0; stack < SIM_ACTIVE_MAX; stack++)
    {
        if (sim->busy[stack] && sim->active[stack] == sim->lock.process && !holder->dead &&
            !holder->stopped && holder->session_open)
            sim->lock.lease_until = sim->now + SIM_LEASE;
    }
}

static void start_process(Sim *sim, SimRole role, bool patient);

/* Act until it is some runner's turn: which one; SIM_ACTIVE_MAX if nothing can happen any more. */
static size_t
next_runner(Sim *sim)
{
    Choice choices[CHOICES_MAX];

    for (;;)
    {
        if (++sim->now > TICKS_MAX)
            sim_break(sim, "it does not end");
        renew_lease(sim);

        const size_t count = list_choices(sim, choices);

        if (count == 0)
        {
            if (skip_time(sim))
                continue;

            return SIM_ACTIVE_MAX;
        }

        const Choice choice = choices[chance_below(&sim->chance, (unsigned)count)];

        switch (choice.kind)
        {
            case CHOICE_STACK:
                return choice.index;
            case CHOICE_REQUEST:
                sim_go_on(sim, &sim->requests[choice.index]);
                break;
            case CHOICE_BACKEND:
                sim_reap(sim, &sim->backends[choice.index]);
                break;
            case CHOICE_START:
                sim->starts_left--;
                start_process(sim, SIM_PLAN, chance_one_in(&sim->chance, 2));
                break;
        }
    }
}

/* ---- stacks ---- */

void
sim_turn(Sim *sim)
{
    const size_t self = sim->current;
    const size_t next = next_runner(sim);

    if (next == self)
        return;

    CHECK(next < SIM_ACTIVE_MAX);
    sim->current = next;
    CHECK(swapcontext(&sim->contexts[self], &sim->contexts[next]) == 0);
}

void
sim_sleep(Sim *sim, int64_t duration)
{
    SimProcess *self = sim_self(sim);

    if (self->dead || sim->broken != NULL)
        return;

    self->wakes_at = sim->now + duration;
    sim_turn(sim);
}

/* The whole life of a process; its stack is free for another one afterwards. */
static void
process_main(void)
{
    Sim *sim = running;

    process_run(sim);
    check_end(sim, sim_self(sim));
    sim->busy[sim->current] = false;

    const size_t next = next_runner(sim);

    sim->current = next;
    (void)setcontext(next == SIM_ACTIVE_MAX ? &sim->driver : &sim->contexts[next]);
    abort();
}

static void *
stack_of(size_t number)
{
    static char *stacks[SIM_ACTIVE_MAX];

    if (stacks[number] == NULL)
    {
        stacks[number] = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
        CHECK(stacks[number] != MAP_FAILED);
    }

    return stacks[number];
}

static size_t
free_stack(const Sim *sim)
{
    size_t stack = 0;

    while (stack < SIM_ACTIVE_MAX && sim->busy[stack])
        stack++;

    CHECK(stack < SIM_ACTIVE_MAX);

    return stack;
}

static void
prepare_stack(ucontext_t *context, size_t stack)
{
    CHECK(getcontext(context) == 0);
    context->uc_stack.ss_sp = stack_of(stack);
    context->uc_stack.ss_size = STACK_SIZE;
    context->uc_link = NULL;
    makecontext(context, process_main, 0);
}

static void
start_process(Sim *sim, SimRole role, bool patient)
{
    const size_t number = sim->process_count++;
    const size_t stack = free_stack(sim);

    CHECK(number < SIM_PROCESSES_MAX);
    sim->processes[number] =
        (SimProcess){.role = role,
                     .patient = patient,
                     .run = arena_printf(&sim->arena, "%08x",
                                         chance_below(&sim->chance, INT32_MAX) ^ (unsigned)number)};
    sim_note(sim, "run %zu starts%s", number, patient ? ", patient" : "");
    sim->counts.runs++;
    sim->counts.beside += active_count(sim) > 0 ? 1 : 0;
    sim->active[stack] = number;
    sim->busy[stack] = true;
    prepare_stack(&sim->contexts[stack], stack);
}

/* Until nobody runs, nothing is to be started, and nothing can arrive any more. */
static void
run_until_quiet(Sim *sim)
{
    const size_t next = next_runner(sim);

    if (next == SIM_ACTIVE_MAX)
        return;

    sim->current = next;
    CHECK(swapcontext(&sim->driver, &sim->contexts[next]) == 0);
}

/* ---- schedules ---- */

static void
check_all_there(Sim *sim)
{
    for (size_t number = 0; number < sim->files->step_count; number++)
    {
        const SimStep *step = &sim->files->steps[number];

        if (sim_parts_there(sim, step) < step->parts)
            sim_break(sim, "all is said to be well, and statement %zu is missing", number + 1);
    }
}

/* Runs that nothing disturbs must end well, with a person's help where nobody else can tell. */
static void
run_calmly(Sim *sim)
{
    sim->faults_left = 0;
    sim->starts_left = 0;

    for (unsigned runs = 0; runs < CALM_RUNS_MAX && sim->broken == NULL; runs++)
    {
        const size_t number = sim->process_count;

        start_process(sim, SIM_PLAN, true);
        run_until_quiet(sim);

        if (sim->processes[number].kind == ERROR_NONE)
        {
            check_all_there(sim);
            return;
        }
        if (sim->processes[number].kind != ERROR_DECISION)
            continue;

        start_process(sim, SIM_PERSON, true);
        run_until_quiet(sim);
    }

    sim_break(sim, "undisturbed runs come to no end");
}

bool
sim_run(Sim *sim, const SimFiles *files, SimKind kind, SimDefect defect, uint64_t seed)
{
    const bool traced = sim->traced;
    const SimCounts counts = sim->counts;

    memset(sim, 0, offsetof(Sim, backends));
    sim->traced = traced;
    sim->counts = counts;
    running = sim;
    sim->files = files;
    sim->kind = kind;
    sim->defect = defect;
    sim->chance = chance_from(seed);
    sim->faults_left = chance_below(&sim->chance, FAULTS_MAX + 1);
    sim->fault_rate = 2 + chance_below(&sim->chance, 12);
    sim->slowness = 1 + chance_below(&sim->chance, 2) * chance_below(&sim->chance, SLOWNESS_MAX);
    sim->starts_left = 1 + chance_below(&sim->chance, STARTS_MAX);
    sim->active_max = 1 + chance_below(&sim->chance, SIM_ACTIVE_MAX);

    if (files->down)
        sim_apply_all(sim);

    run_until_quiet(sim);
    run_calmly(sim);
    arena_free(&sim->arena);

    return sim->broken == NULL;
}
