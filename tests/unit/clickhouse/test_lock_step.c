/* Unit tests of clickhouse/lock_step.c: what a claimant does about each thing it can see. */
#include "engines/clickhouse/lock/step.h"

#include "base/macro.h"
#include "harness/test.h"

enum
{
    NOW = 1000,
    LEASE = 15,
    UPTIME = 500,
    HOLDERS_MAX = 3,
};

/* What becomes of a holder's session. */
typedef enum Known
{
    NOTHING,
    ASKED,       /* to end */
    GONE,        /* said the server, but its other sessions were not listed since */
    GONE_LOOKED, /* and they were */
} Known;

typedef struct Seen
{
    uint64_t generation; /* 0: no more holders */
    int64_t silent_s;
    enum
    {
        HELD,
        RELEASED,
        WITHDRAWN,
        DETACHED,
        OTHER_USER,
        NOBODY,     /* a table that does not say whose it is */
        HALF_SEEN,  /* its definition was seen, but not when it was made */
        WITH_SCRIPT /* a session of its own was registered */
    } state;
    Known known;
} Seen;

typedef struct Case
{
    const char *what;
    Seen seen[HOLDERS_MAX];
    uint64_t own; /* generation of our claim */
    bool own_is_there;
    uint64_t journal;
    uint64_t floor;
    LockAction want;
    uint64_t about; /* the generation of the claim to make, or of the holder it is about */
} Case;

static const Case CASES[] = {
    /* Nothing claimed yet. */
    {"an empty database", {{0}}, 0, false, 0, 0, LOCK_CLAIM, 1},
    {"only a ledger", {{0}}, 0, false, 0, 7, LOCK_CLAIM, 8},
    {"a ledger that went on meanwhile", {{0}}, 0, false, 9, 7, LOCK_CLAIM, 10},
    {"a holder at work", {{5, 0}}, 0, false, 0, 4, LOCK_WAIT, 5},
    {"a holder at the end of its lease", {{5, LEASE}}, 0, false, 0, 4, LOCK_WAIT, 5},
    {"a holder past its lease", {{5, LEASE + 1}}, 0, false, 0, 4, LOCK_CLAIM, 6},
    {"a holder that gave it back", {{5, 0, RELEASED}}, 0, false, 0, 4, LOCK_CLAIM, 6},
    {"a claim that came to nothing", {{5, 0, WITHDRAWN}}, 0, false, 0, 4, LOCK_CLAIM, 6},
    {"a holder that let go of its statement", {{5, 0, DETACHED}}, 0, false, 0, 4, LOCK_CLAIM, 6},
    {"a holder whose session is gone", {{5, 0, HELD, GONE}}, 0, false, 0, 4, LOCK_CLAIM, 6},
    {"a holder from before the server's start", {{5, UPTIME + 3}}, 0, false, 0, 4, LOCK_CLAIM, 6},
    {"two claims, the lower one alive", {{5, 0}, {6, 99}}, 0, false, 0, 4, LOCK_WAIT, 5},
    {"two claims alive: the higher is told of", {{5, 0}, {6, 0}}, 0, false, 0, 4, LOCK_WAIT, 6},
    {"alive, but below a released one", {{5, 0}, {6, 9, RELEASED}}, 0, false, 0, 4, LOCK_CLAIM, 7},
    {"silent, but another user's", {{5, 99, OTHER_USER}}, 0, false, 0, 4, LOCK_WAIT, 5},
    {"released by another user",
     {{5, 99, OTHER_USER}, {6, 0, RELEASED}},
     0,
     false,
     0,
     4,
     LOCK_CLAIM,
     7},
    {"somebody's table of that name", {{5, 99, NOBODY}}, 0, false, 0, 4, LOCK_WAIT, 5},
    {"a claim seen while it was made", {{5, 99, HALF_SEEN}}, 0, false, 0, 4, LOCK_WAIT, 5},
    /* Claimed. */
    {"alone", {{0}}, 6, true, 5, 5, LOCK_TAKEN, 6},
    {"alone, and nothing was written yet", {{0}}, 1, true, 0, 0, LOCK_TAKEN, 1},
    {"nowhere to be seen", {{0}}, 6, false, 5, 5, LOCK_STRAY, 0},
    {"a higher claim, alive", {{7, 0}}, 6, true, 5, 5, LOCK_LOST, 0},
    {"a higher claim, long dead", {{7, 99}}, 6, true, 5, 5, LOCK_LOST, 0},
    {"a higher claim, over", {{7, 0, RELEASED}}, 6, true, 5, 5, LOCK_LOST, 0},
    {"a higher claim, withdrawn", {{7, 0, WITHDRAWN}}, 6, true, 5, 5, LOCK_LOST, 0},
    {"ours was dropped, a higher one is there", {{7, 0}}, 6, false, 5, 5, LOCK_LOST, 0},
    {"a later one came and went: the ledger knows", {{0}}, 6, true, 7, 5, LOCK_LOST, 0},
    {"our number was used before: the ledger knows", {{0}}, 6, true, 6, 5, LOCK_LOST, 0},
    {"somebody else made our table", {{6, 0}}, 6, false, 5, 5, LOCK_LOST, 0},
    {"a lower claim alive", {{5, 0}}, 6, true, 4, 4, LOCK_WAIT, 5},
    {"a lower claim silent", {{5, 99}}, 6, true, 5, 5, LOCK_FENCE, 5},
    {"its session may be gone by now", {{5, 99, HELD, ASKED}}, 6, true, 5, 5, LOCK_FENCE, 5},
    {"its session is gone", {{5, 99, HELD, GONE}}, 6, true, 5, 5, LOCK_LOOK, 5},
    {"its session is gone within its lease", {{5, 0, HELD, GONE}}, 6, true, 5, 5, LOCK_LOOK, 5},
    {"all of its sessions are", {{5, 99, HELD, GONE_LOOKED}}, 6, true, 5, 5, LOCK_TAKEN, 6},
    {"a script's is not", {{5, 99, WITH_SCRIPT, GONE_LOOKED}}, 6, true, 5, 5, LOCK_FENCE, 5},
    {"a lower one let go of its statement", {{5, 0, DETACHED}}, 6, true, 5, 5, LOCK_FENCE, 5},
    {"a lower one gave it back", {{5, 0, RELEASED}}, 6, true, 5, 5, LOCK_TAKEN, 6},
    {"a lower one came to nothing", {{5, 0, WITHDRAWN}}, 6, true, 5, 5, LOCK_TAKEN, 6},
    {"a lower one is another user's", {{5, 99, OTHER_USER}}, 6, true, 5, 5, LOCK_WAIT, 5},
    {"two lower ones, one fenced",
     {{4, 99, HELD, GONE_LOOKED}, {5, 99}},
     6,
     true,
     5,
     5,
     LOCK_FENCE,
     5},
    {"what a released one vouches for", {{4, 99}, {5, 9, RELEASED}}, 6, true, 5, 5, LOCK_TAKEN, 6},
    {"what a withdrawn one does not", {{4, 99}, {5, 9, WITHDRAWN}}, 6, true, 5, 5, LOCK_FENCE, 4},
};

static Str
session_of(uint64_t generation, bool own)
{
    static const char *const names[] = {"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"};

    return str_from(own ? "own" : names[generation]);
}

static LockHolder
holder_of(const Seen *seen, Str *script)
{
    LockHolder holder = {
        .generation = seen->generation,
        .who = STR("deploy@ci"),
        .run = STR("5f"),
        .user = seen->state == OTHER_USER ? STR("other") : STR("me"),
        .session = session_of(seen->generation, false),
        .lease_s = LEASE,
        .claimed_s = NOW - seen->silent_s,
        .heard_s = NOW - seen->silent_s,
        .released = seen->state == RELEASED,
        .withdrawn = seen->state == WITHDRAWN,
        .detached = seen->state == DETACHED,
    };

    if (seen->state == NOBODY)
        holder.session = (Str){0};
    if (seen->state == HALF_SEEN)
        holder.claimed_s = 0;
    if (seen->state == WITH_SCRIPT)
    {
        holder.scripts = script;
        holder.script_count = 1;
    }

    return holder;
}

static LockStep
decide(const Case *test)
{
    Str script = STR("script");
    LockHolder holders[HOLDERS_MAX + 1];
    LockFence fences[HOLDERS_MAX];
    LockView view = {.now_s = NOW,
                     .uptime_s = UPTIME,
                     .holders = holders,
                     .has_journal = test->journal > 0,
                     .journal_generation = test->journal};
    LockSelf self = {.user = STR("me"),
                     .generation = test->own,
                     .session = test->own == 0 ? (Str){0} : STR("own"),
                     .floor = test->floor,
                     .fences = fences};
    bool own_placed = !test->own_is_there;

    for (size_t index = 0; index <= HOLDERS_MAX; index++)
    {
        const Seen *seen = index < HOLDERS_MAX ? &test->seen[index] : NULL;
        const bool ends = seen == NULL || seen->generation == 0;

        if (!own_placed && (ends || seen->generation > test->own))
        {
            const Seen own = {test->own, 0};

            holders[view.count] = holder_of(&own, NULL);
            holders[view.count++].session = STR("own");
            own_placed = true;
        }
        if (ends)
            break;

        if (seen->known != NOTHING)
            fences[self.fence_count++] = (LockFence){.session = session_of(seen->generation, false),
                                                     .asked = true,
                                                     .gone = seen->known != ASKED,
                                                     .looked = seen->known == GONE_LOOKED};

        holders[view.count++] = holder_of(seen, &script);
    }

    LockStep step = lock_decide(&view, &self);

    if (step.holder != NULL)
        step.generation = step.holder->generation;

    return step;
}

TEST(what_to_do_next)
{
    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        const LockStep step = decide(&CASES[index]);

        if (step.action != CASES[index].want || step.generation != CASES[index].about)
            CHECK_TEXT(CASES[index].what, "decided otherwise");
    }
}

TEST(the_session_to_shut)
{
    const Case generation = {"", {{5, 99}}, 6, true, 5, 5, LOCK_FENCE, 5};
    const Case script = {"", {{5, 99, WITH_SCRIPT, GONE_LOOKED}}, 6, true, 5, 5, LOCK_FENCE, 5};

    CHECK(STR_IS(decide(&generation).session, "s5"));
    CHECK(STR_IS(decide(&script).session, "script"));
}

TEST(a_holder_in_words)
{
    SCOPED_ARENA arena = {0};
    const LockView view = {.now_s = NOW};
    LockHolder holder = {.generation = 5,
                         .who = STR("deploy@ci-7"),
                         .run = STR("5f3a"),
                         .session = STR("s5"),
                         .claimed_s = NOW - 12,
                         .heard_s = NOW - 3};

    CHECK_TEXT(lock_describe(&view, &holder, &arena),
               "deploy@ci-7 (run 5f3a, for 12 s): silent for 3 s");
    holder.detached = true;
    CHECK_TEXT(lock_describe(&view, &holder, &arena),
               "deploy@ci-7 (run 5f3a, for 12 s): gone for 3 s");
    holder.session = (Str){0};
    CHECK_TEXT(lock_describe(&view, &holder, &arena),
               "table pawl_lock_5, which does not say whose it is");
}
