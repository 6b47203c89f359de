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

TEST(any_schedule)
{
    const uint64_t first = number_from_environment("PAWL_TEST_SEED", 1);
    const uint64_t count = number_from_environment("PAWL_TEST_COUNT", SCHEDULES);
    Sim *sim = new_sim();

    for (size_t index = 0; index < LENGTH_OF(SCENARIOS); index++)
    {
        const Scenario *scenario = &SCENARIOS[index];
        SimFiles files;

        sim_files_read(scenario->texts, &files);

        for (uint64_t seed = first; seed < first + count; seed++)
        {
            if (seed % LENGTH_OF(SCENARIOS) == index &&
                !sim_run(sim, &files, scenario->kind, SIM_SOUND, seed))
                tell_broken(sim, &files, scenario, seed);
        }

        sim_files_done(&files);
    }

    free(sim);
}
