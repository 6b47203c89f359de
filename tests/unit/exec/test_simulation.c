/*
 * test_simulation.c
 *    The executor against a model of a server, with other runners beside it (harness/sim.h).
 *
 * Whatever goes wrong and in whatever order: every statement takes effect exactly once, after
 * the one before it; never are two runners at work; the ledger says nothing that is not true;
 * and runs that nothing disturbs any more end well, unless a statement is one of those that
 * nobody can tell about: then a person is asked, and it is not sent again before.
 *
 * PAWL_TEST_SEED and PAWL_TEST_COUNT choose the schedules; a failure names its seed, and shows
 * what happened.  A seed is a schedule for ever: PAWL_TEST_SEED=N PAWL_TEST_COUNT=1 replays it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "harness/sim.h"
#include "harness/test.h"

enum
{
    SCHEDULES = 4000, /* where nobody says how many */
    TEXTS_MAX = SIM_FILES_MAX + 1,
    DEFECT_SCHEDULES = 20000, /* in which a defect must show */
};

typedef struct Scenario
{
    const char *name;
    SimKind kind;
    const char *texts[TEXTS_MAX];
    bool down;
} Scenario;

static const Scenario SCENARIOS[] = {
    {"atomic statements", SIM_FENCES, {"create a\ncreate b\n", "create c\n", "create d\n"}},
    {"slow and partial statements",
     SIM_FENCES,
     {"create a\nmutate a\nfill b 3\n", "rename c 3\nmutate d\n", "fill e 2\n"}},
    {"statements that nobody can tell about",
     SIM_FENCES,
     {"create a\ntouch b\n", "append c 3\ncreate d\n"}},
    {"statements whose author knows",
     SIM_FENCES,
     {"-- done-when\ntouch a\n-- idempotent\ntouch b\n", "-- done-when\nappend c 2\ncreate d\n"}},
    {"sessions", SIM_FENCES, {"use s\nput x\nuse t\nput y\nput z\n", "use u\nput v\n"}},
    {"transactions", SIM_FREES, {"begin\ncreate a\ncreate b\n", "begin\ncreate c\n"}},
    {"steps that share a transaction",
     SIM_FREES,
     {"grow a\nfill b 2\ngrow c\n", "begin\ncreate d\n", "fill e 2\ngrow f\n"}},
    {"steps beside transactions",
     SIM_FREES,
     {"begin\ncreate a\n", "touch b\ncreate c\n", "begin\ncreate d\n", "create e\nmutate f\n"}},
    {"down parts",
     SIM_FENCES,
     {"create a\nmutate b\n", "fill c 3\nrename d 2\n", "use s\nput e\n"},
     .down = true},
    {"down parts that nobody can tell about",
     SIM_FENCES,
     {"create a\ntouch b\n", "append c 2\n-- idempotent\ntouch d\n"},
     .down = true},
    {"down parts in transactions and in steps",
     SIM_FREES,
     {"begin\ncreate a\ncreate b\n", "grow c\nfill d 2\n", "fill e 2\ngrow f\n"},
     .down = true},
};

static uint64_t
number_from_environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    uint64_t number = otherwise;

    CHECK(text == NULL || str_to_u64(str_from(text), &number));

    return number;
}

static Sim *
new_sim(void)
{
    Sim *sim = calloc(1, sizeof(*sim));

    CHECK(sim != NULL);

    return sim;
}

/* Once more, with everything told. */
static void
tell_broken(Sim *sim, const SimFiles *files, const Scenario *scenario, uint64_t seed)
{
    sim->traced = true;
    CHECK(!sim_run(sim, files, scenario->kind, SIM_SOUND, seed));
    (void)fprintf(stderr, "%s\nPAWL_TEST_SEED=%llu PAWL_TEST_COUNT=1: %s: %s\n", sim->trace,
                  (unsigned long long)seed, scenario->name, sim->broken);
    CHECK(false);
}

static void
tell_counts(const SimCounts *counts, uint64_t schedules)
{
    (void)printf("%llu schedules: %lu runs, %lu of them beside another, %lu faults; %lu sessions "
                 "fenced, %lu late requests shut out, %lu that began; %lu statements outlived "
                 "their runner; verdicts:",
                 (unsigned long long)schedules, counts->runs, counts->beside, counts->faults,
                 counts->fenced, counts->shut_out, counts->late, counts->outlived);

    for (Verdict verdict = 0; verdict < VERDICT_COUNT; verdict++)
        (void)printf(" %lu %s,", counts->verdicts[verdict], verdict_words(verdict));

    (void)printf(" %lu repairs; a person was asked %lu times\n", counts->repairs, counts->asked);
}

/* What the model is there for must have happened, or it proves nothing. */
static void
check_counts(const SimCounts *counts)
{
    CHECK(counts->beside > 0 && counts->faults > 0);
    CHECK(counts->fenced > 0 && counts->shut_out > 0 && counts->late > 0 && counts->outlived > 0);
    CHECK(counts->repairs > 0 && counts->asked > 0);

    for (Verdict verdict = 0; verdict < VERDICT_COUNT; verdict++)
        CHECK(counts->verdicts[verdict] > 0);
}

static void
run_scenario(Sim *sim, size_t index, uint64_t first, uint64_t count)
{
    const Scenario *scenario = &SCENARIOS[index];
    SimFiles files;

    sim_files_read(scenario->texts, scenario->down, &files);

    for (uint64_t seed = first; seed < first + count; seed++)
    {
        if (seed % LENGTH_OF(SCENARIOS) == index &&
            !sim_run(sim, &files, scenario->kind, SIM_SOUND, seed))
            tell_broken(sim, &files, scenario, seed);
    }

    sim_files_done(&files);
}

TEST(any_schedule)
{
    const uint64_t first = number_from_environment("PAWL_TEST_SEED", 1);
    const uint64_t count = number_from_environment("PAWL_TEST_COUNT", SCHEDULES);
    Sim *sim = new_sim();

    for (size_t index = 0; index < LENGTH_OF(SCENARIOS); index++)
        run_scenario(sim, index, first, count);

    tell_counts(&sim->counts, count);

    if (count >= SCHEDULES)
        check_counts(&sim->counts);

    free(sim);
}

/* ---- that the checks can fail ---- */

/* What the protocol forbids, and what the model says when it is done all the same. */
static const struct
{
    SimDefect defect;
    const char *what;
} DEFECTS[] = {
    {SIM_NO_FENCE, "a lock is taken without a fence"},
    {SIM_EXPIRY_IS_ENOUGH, "a lease that ran out is taken for permission"},
    {SIM_UNKNOWN_IS_DONE, "a lost answer is taken for a good one"},
    {SIM_UNKNOWN_IS_NOT_DONE, "a lost answer is taken for a refusal"},
    {SIM_RESENDS, "a statement whose answer was lost is sent again"},
    {SIM_NO_ANNOUNCEMENT, "a statement is not announced"},
    {SIM_NO_SNAPSHOT, "what was seen before a statement is not kept"},
    {SIM_RUNNING_IS_NOT, "a statement that runs counts as one that did not"},
    {SIM_DOUBT_IS_NOT, "what cannot be told counts as what did not happen"},
    {SIM_NEVER_MOVED, "a plan from before the lock is carried out"},
    {SIM_ROWS_UNFENCED, "rows of a runner that is shut out are taken"},
    {SIM_OPEN_LAST, "a session is opened when the lock is there already"},
    {SIM_LOCK_FOR_NOBODY, "everybody gets the lock"},
};

/* The number of schedules until it shows; 0 if it does not. */
static uint64_t
find_defect(Sim *sim, SimDefect defect)
{
    SimFiles files[LENGTH_OF(SCENARIOS)];
    uint64_t found = 0;

    for (size_t index = 0; index < LENGTH_OF(SCENARIOS); index++)
        sim_files_read(SCENARIOS[index].texts, SCENARIOS[index].down, &files[index]);

    for (uint64_t seed = 1; seed <= DEFECT_SCHEDULES && found == 0; seed++)
    {
        const size_t index = seed % LENGTH_OF(SCENARIOS);

        if (!sim_run(sim, &files[index], SCENARIOS[index].kind, defect, seed))
            found = seed;
    }

    for (size_t index = 0; index < LENGTH_OF(SCENARIOS); index++)
        sim_files_done(&files[index]);

    return found;
}

TEST(every_breach_of_the_protocol_shows)
{
    Sim *sim = new_sim();

    CHECK_SIZE(LENGTH_OF(DEFECTS), SIM_DEFECT_COUNT - 1);

    for (size_t index = 0; index < LENGTH_OF(DEFECTS); index++)
    {
        const uint64_t found = find_defect(sim, DEFECTS[index].defect);

        (void)printf("%s: %s (schedule %llu)\n", DEFECTS[index].what,
                     found == 0 ? "never shows" : sim->broken, (unsigned long long)found);
        CHECK(found > 0);
    }

    free(sim);
}
