/* Unit tests of ledger/ledger.c: journals as in rows.h, and what they mean. */
#include "ledger/ledger.h"

#include "unit/ledger/rows.h"

typedef struct LedgerCase
{
    const char *journal;
    const char *meaning; /* as rows_describe() says it; of a contradiction: its reason */
} LedgerCase;

static void
check_meaning(const LedgerCase *expected)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);

    ledger_init(&ledger, &arena);

    if (!rows_feed(&ledger, expected->journal, &err))
        CHECK_TEXT(err.detail, expected->journal);

    CHECK_TEXT(rows_describe(&ledger, &arena), expected->meaning);
}

static void
check_contradiction(const LedgerCase *expected)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);

    ledger_init(&ledger, &arena);

    if (rows_feed(&ledger, expected->journal, &err))
        CHECK_TEXT("was taken", expected->journal);

    CHECK(err.kind == ERROR_LEDGER);
    CHECK_TEXT(err.message, "the journal contradicts itself");
    CHECK(strstr(err.detail, expected->meaning) != NULL);
    CHECK(err.hint != NULL);
}

TEST(whole_runs)
{
    static const LedgerCase cases[] = {
        {"", ""},
        {"end", ""},
        {"begin > a:1; applied a:1/1; end", "a applied 1/1"},
        {"begin > a:1; done a:1/2 > a:2; applied a:2/2; end", "a applied 2/2"},
        {"begin > a:1; applied a:1/1 > b:1; applied b:1/1; end", "a applied 1/1, b applied 1/1"},
        {"applied a:5/5; applied b:3/3; end", "a applied 5/5, b applied 3/3"},
        {"applied a:0/0; end", "a applied 0/0"},
        /* Session statements leave no row: 2 and 3 here. */
        {"begin > a:1; done a:1/4 > a:4; applied a:4/4; end", "a applied 4/4"},
        {"begin > a:2; applied a:2/3; end", "a applied 2/3"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_meaning(&cases[index]);
}

TEST(runs_that_ended_early)
{
    static const LedgerCase cases[] = {
        {"begin > a:1; failed a:1; end", "a pending 0/9"},
        {"begin > a:1; done a:1 > a:2; failed a:2; end", "a partial 1/9"},
        {"begin > a:1; stopped; end", ""},
        {"begin > a:1; done a:1 > a:2; stopped; end", "a partial 1/9"},
        {"begin > a:1; applied a:1/1 > b:1; stopped; end", "a applied 1/1"},
        /* Nobody said what became of the last one. */
        {"begin > a:1; end", "a unknown 0 (1)"},
        {"begin > a:1; done a:1 > a:2; end", "a unknown 1 (2)"},
        {"begin > a:1; applied a:1/1 > b:1; end", "a applied 1/1, b unknown 0 (1)"},
        {"begin > a:1; unknown a:1; end", "a unknown 0 (1)"},
        {"begin > a:1; done a:1 > a:4; unknown a:4; end", "a unknown 1 (4)"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_meaning(&cases[index]);
}

TEST(runs_that_go_on_where_another_ended)
{
    static const LedgerCase cases[] = {
        {"begin > a:1; failed a:1; run 2; begin > a:1; applied a:1/1; end", "a applied 1/1"},
        {"begin > a:1; failed a:1; run 2; begin > a:1; failed a:1; end", "a pending 0/9"},
        {"done a:1 > a:2; failed a:2; run 2; begin > a:2; applied a:2/2; end", "a applied 2/2"},
        {"done a:1 > a:2; failed a:2; run 2; begin > a:2; end", "a unknown 1 (2)"},
        {"done a:1 > a:2; stopped; run 2; begin > a:2; done a:2 > a:3; end", "a unknown 2 (3)"},
        /* The rest of the file was taken out: nothing to run, but it is complete. */
        {"done a:1 > a:2; failed a:2; run 2; applied a:1/1; end", "a applied 1/1"},
        /* A person looked and said what was true. */
        {"begin > a:1; unknown a:1; run 2; failed a:1; end", "a pending 0/9"},
        {"begin > a:1; unknown a:1; run 2; done a:1; end", "a partial 1/9"},
        {"begin > a:1; unknown a:1; run 2; applied a:1/1; end", "a applied 1/1"},
        {"begin > a:1; run 2; failed a:1; end", "a pending 0/9"},
        {"begin > a:1; run 2; done a:1; end", "a partial 1/9"},
        {"done a:1 > a:2; unknown a:2; run 2; failed a:2; end", "a partial 1/9"},
        {"begin > a:1; unknown a:1; run 2; baseline a; end", "a baseline 0/9"},
        {"begin > a:1; run 2; baseline a; end", "a baseline 0/9"},
        {"done a:1; done a:2; run 2; undone a:2; end", "a partial 1/9"},
        {"done a:1; done a:2; run 2; undone a:2; undone a:1; end", "a pending 0/9"},
        {"done a:1; run 2; undone a:1; run 3; begin > a:1; applied a:1/1", "a applied 1/1"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_meaning(&cases[index]);
}

TEST(repeatable_ones_begin_anew)
{
    static const LedgerCase cases[] = {
        {"applied a:1/1; reopened a; applied a:2/2!; end", "a applied 2/2"},
        {"applied a:2/2; reopened a!; end", "a pending 0/9"},
        {"applied a:2/2; reopened a > a:1; end", "a unknown 0 (1)"},
        {"applied a:2/2; reopened a; begin > a:1; end", "a unknown 0 (1)"},
        {"applied a:2/2; reopened a; begin > a:1; done a:1/2 > a:2; stopped; end", "a partial 1/2"},
        {"applied a:2/2; reopened a; begin > a:1; failed a:1/2; end", "a pending 0/2"},
        {"applied a:2/2; reopened a; begin > a:1; stopped; end", "a pending 0/9"},
        {"adopted a; run run2; reopened a; begin > a:1; applied a:1/1; end", "a applied 1/1"},
        {"baseline a; run run2; reopened a; applied a:1/1; reopened a; end", "a pending 0/9"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_meaning(&cases[index]);

    /* Within one time the same rules hold for them, and what was not complete cannot be reopened.
     */
    check_contradiction(
        &(LedgerCase){"applied a:2/2; reopened a; done a:1/2; done a:1/2", "was done before"});
    check_contradiction(&(LedgerCase){"applied R__v:2/2; done R__v:1/2", "was complete before"});
    check_contradiction(&(LedgerCase){"done a:1/2; reopened a", "was not complete before"});
    check_contradiction(&(LedgerCase){"reopened a", "was not complete before"});
}

TEST(down_parts)
{
    static const LedgerCase cases[] = {
        /* In a transaction: the row is all there is. */
        {"applied a:2/2; run 2; reverted a:3/3; end", "a pending 0/3 reverted"},
        {"adopted a; run 2; reverted a:0/0; end", "a pending 0/0 reverted"},
        {"baseline a; run 2; reverted a:1/1; end", "a pending 0/1 reverted"},
        /* In steps. */
        {"applied a:2/2; run 2; reverting a:0/3 > a:1; done a:1/3 > a:2; done a:2/3 > a:3; "
         "reverted a:3/3; end",
         "a pending 0/3 reverted"},
        {"applied a:2/2; run 2; reverting a:0/3; reverted a:0/3; end", "a pending 0/3 reverted"},
        {"applied a:2/2; run 2; reverting a:0/3 > a:1; done a:1/3 > a:2; end",
         "a unknown 1 (2) down"},
        {"applied a:2/2; run 2; reverting a:0/3 > a:1; done a:1/3 > a:2; failed a:2/3; end",
         "a reverting 1/3 down"},
        {"applied a:2/2; run 2; reverting a:0/3 > a:1; done a:1/3 > a:2; stopped; run 3; "
         "begin > a:2; done a:2/3 > a:3; run 4; done a:3/3; run 5; reverted a:3/3; end",
         "a pending 0/3 reverted"},
        {"applied a:2/2; run 2; reverting a:0/3 > a:1; done a:1/3 > a:2; unknown a:2/3; run 3; "
         "failed a:2/3; end",
         "a reverting 1/3 down"},
        /* Nothing of it is done: the migration is what it was. */
        {"applied a:2/2; run 2; reverting a:0/3; end", "a applied 2/2"},
        {"adopted a; run 2; reverting a:0/3 > a:1; stopped; end", "a adopted 0/9"},
        {"applied a:2/2; run 2; reverting a:0/3 > a:1; failed a:1/3; end", "a applied 2/2"},
        {"applied a:2/2; run 2; reverting a:0/3 > a:1; end", "a unknown 0 (1) down"},
        {"baseline a; run 2; reverting a:0/3 > a:1; run 3; failed a:1/3; end", "a baseline 0/9"},
        {"applied a:2/2; run 2; reverting a:0/3 > a:1; unknown a:1/3; run 3; unknown a:1/3; run 4; "
         "failed a:1/3; end",
         "a applied 2/2"},
        {"applied a:2/2; run 2; reverting a:0/3 > a:1; done a:1/3; run 3; undone a:1/3; end",
         "a applied 2/2"},
        {"applied a:2/2; run 2; reverting a:0/3 > a:1; done a:1/3; run 3; undone a:1/3; run 4; "
         "reverting a:0/4 > a:1; done a:1/4; end",
         "a reverting 1/4 down"},
        {"applied a:2/2; run 2; reverting a:0/3 > a:1; failed a:1/3; run 3; begin > b:1; "
         "applied b:1/1; run 4; reverted b:1/1; reverting a:0/3 > a:1; reverted a:3/3; end",
         "a pending 0/3 reverted, b pending 0/1 reverted"},
        /* A person put back by hand what was undone. */
        {"applied a:2/2; run 2; reverting a:0/3 > a:1; done a:1/3; run 3; baseline a; end",
         "a baseline 1/9"},
        {"applied a:2/2; run 2; reverting a:0/3 > a:1; run 3; baseline a; end", "a baseline 0/9"},
        /* And up again. */
        {"applied a:2/2; run 2; reverted a:3/3; run 3; begin > a:1; end",
         "a unknown 0 (1) reverted"},
        {"applied a:2/2; run 2; reverted a:3/3; run 3; begin > a:1; failed a:1/2; end",
         "a pending 0/2 reverted"},
        {"applied a:2/2; run 2; reverted a:3/3; run 3; begin > a:1; done a:1/2 > a:2; "
         "applied a:2/2; end",
         "a applied 2/2"},
        {"applied a:2/2; run 2; reverted a:3/3; recorded a; end",
         "a pending 0/3 reverted recorded"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_meaning(&cases[index]);
}

TEST(down_parts_that_contradict_the_rows_before)
{
    static const LedgerCase cases[] = {
        {"reverting a", "was not complete before"},
        {"reverted a:1/1", "was not complete before"},
        {"done a:1/2; reverting a", "was not complete before"},
        {"done a:1/2; reverted a:1/1", "was not complete before"},
        {"begin > a:1; unknown a:1/2; run 2; reverted a:1/1", "was not complete before"},
        {"applied a:2/2; reverted a:1/1; reverted a:1/1", "was not complete before"},
        {"applied a:2/2; reverted a:1/1; reverting a", "was not complete before"},
        {"applied a:2/2; reverting a:0/3; done a:1/3; done a:1/3", "was done before"},
        {"applied a:2/2; reverting a:0/3; done a:1/3; reverting a:0/3", "was not complete before"},
        {"applied a:2/2; reverting a:0/3; done a:1/3; applied a:2/3", "its down part has begun"},
        {"applied a:2/2; reverting a:0/3; applied a:2/2", "its down part has begun"},
        {"applied a:2/2; reverting a:0/3; done a:1/3; adopted a", "its down part has begun"},
        {"applied a:2/2; reverting a:0/3; done a:1/3 > a:1", "was done before"},
        {"applied a:2/2; reverting a:0/3; undone a:2/3", "is not the last one done"},
        {"applied a:2/2; reverting a:0/3; done a:4/3", "its migration has fewer statements"},
        {"applied a:2/2; reverting a:0/3; run 2; baseline a; done a:1/3", "was complete before"},
        {"reverting", "it lacks its migration"},
        {"reverted", "it lacks its migration"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_contradiction(&cases[index]);
}

/* Else an edit that was allowed once would be taken for what was applied. */
TEST(the_checksum_stays_that_of_what_was_applied)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    const Sha256 applied = rows_hash(STR("a"), 0, false);

    ledger_init(&ledger, &arena);
    CHECK(rows_feed(&ledger, "applied a:2/2; run 2; reverting a:0/3! > a:1; failed a:1/3!", &err));

    const LedgerEntry *entry = ledger_find(&ledger, STR("a"));

    CHECK(sha256_equal(&entry->checksum, &applied));
    CHECK_SIZE(entry->statements, 2);
}

TEST(what_others_said)
{
    static const LedgerCase cases[] = {
        {"recorded a; recorded b; end", "a pending recorded, b pending recorded"},
        {"adopted a; adopted b; end", "a adopted 0/9, b adopted 0/9"},
        {"adopted a; recorded a; recorded b; end", "a adopted 0/9 recorded, b pending recorded"},
        {"baseline a; baseline b; end", "a baseline 0/9, b baseline 0/9"},
        {"baseline a; run 2; baseline a; end", "a baseline 0/9"},
        {"adopted a; run 2; baseline a; end", "a baseline 0/9"},
        {"failed a:1; run 2; baseline a; end", "a baseline 0/9"},
        {"done a:1 > a:2; failed a:2; run 2; baseline a; end", "a baseline 1/9"},
        {"failed a:1; run 2; adopted a; end", "a adopted 0/9"},
        {"done a:1; stopped; recorded a; end", "a partial 1/9 recorded"},
        {"versions; end", ""},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_meaning(&cases[index]);
}

/* An answer got lost and the row was written again: the table has no key to refuse it. */
TEST(a_row_that_was_written_twice_counts_once)
{
    static const LedgerCase cases[] = {
        {"begin > a:1; again; done a:1 > a:2; again; applied a:2/2; again; end", "a applied 2/2"},
        {"begin > a:1; failed a:1; again; again; end", "a pending 0/9"},
        {"adopted a; again; end", "a adopted 0/9"},
        {"done a:1; run 2; undone a:1; again; end", "a pending 0/9"},
        {"begin > a:1; unknown a:1; again; end", "a unknown 0 (1)"},
        {"begin > a:1; again; end", "a unknown 0 (1)"},
        {"begin > a:1; stopped; again; end", ""},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_meaning(&cases[index]);
}

/*
 * What a run left in flight stays in doubt until a row settles it: a row of another run about
 * another migration (pawl baseline writes one) settles nothing.
 */
TEST(another_run_does_not_settle_what_was_in_flight)
{
    static const char *const journals[] = {
        "begin > a:1; run 2; baseline b; end",
        "begin > a:1; run 2; adopted b; end",
        "begin > a:1; done a:1 > a:2; run 2; baseline b; end",
        "begin > b:1; applied b:1/1 > a:1; run 2; baseline c; run 3; baseline d; end",
        "begin > a:1; run 2; begin > b:1; applied b:1/1; end",
        "begin > a:1; run 2; stopped; end",
    };

    for (size_t index = 0; index < LENGTH_OF(journals); index++)
    {
        SCOPED_ARENA arena = {0};
        ATTR_CLEANUP(ledger_done) Ledger ledger;
        Error err = ERROR_INIT(&arena);

        ledger_init(&ledger, &arena);
        CHECK(rows_feed(&ledger, journals[index], &err));

        const LedgerEntry *entry = ledger_find(&ledger, STR("a"));

        CHECK(entry != NULL);
        CHECK_TEXT(migration_state_name(entry->state), "unknown");
        CHECK(entry->progress->in_flight.statement > 0);
    }
}

TEST(rows_that_contradict_the_ones_before)
{
    static const LedgerCase cases[] = {
        {"done a:1; done a:1", "that statement was done before"},
        {"done a:2; done a:1", "that statement was done before"},
        {"done a", "it lacks its statement"},
        {"applied a:1/1; done a:2", "the migration was complete before"},
        {"applied a:1/1; failed a:2", "the migration was complete before"},
        {"applied a:1/1; unknown a:2", "the migration was complete before"},
        {"applied a:1/1; applied a:1/1", "the migration was complete before"},
        {"applied a:1/1; adopted a", "the migration was complete before"},
        {"applied a:1/1; undone a:1", "the migration was complete before"},
        {"adopted a; applied a:1/1", "the migration was complete before"},
        {"adopted a; adopted a", "the migration was complete before"},
        {"baseline a; done a:1", "the migration was complete before"},
        {"baseline a; run 2; adopted a", "the migration was complete before"},
        {"begin a:1", "it lacks its migration, or has one too many"},
        {"stopped a", "it lacks its migration, or has one too many"},
        {"done", "it lacks its migration, or has one too many"},
        {"applied", "it lacks its migration, or has one too many"},
        {"failed > a:1", "it lacks its migration, or has one too many"},
        {"undone a:1", "that statement is not the last one done"},
        {"done a:1; undone a:2", "that statement is not the last one done"},
        {"done a:1; done a:2; undone a:1", "that statement is not the last one done"},
        {"done a:1; undone a:1; undone a:1", "that statement is not the last one done"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_contradiction(&cases[index]);
}

TEST(nothing_done_cannot_be_undone)
{
    check_contradiction(&(LedgerCase){"undone a", ""});
}

TEST(a_statement_past_the_end_of_its_migration_is_no_memory_error)
{
    check_contradiction(&(LedgerCase){"done a:10/9", ""});
    check_contradiction(&(LedgerCase){"done a:4294967295/9", ""});
    check_contradiction(&(LedgerCase){"done a:4294967295/0", ""});
    check_contradiction(&(LedgerCase){"done a:4294967295/4294967295", ""});
}

TEST(what_is_in_flight_has_a_migration_and_what_is_unknown_a_statement)
{
    check_contradiction(&(LedgerCase){"begin > :1", ""});
    check_contradiction(&(LedgerCase){"unknown a", ""});
}

TEST(what_is_in_flight_is_not_done_yet)
{
    check_contradiction(&(LedgerCase){"applied a:3/3 > a:1", ""});
    check_contradiction(&(LedgerCase){"applied a:3/3; run 2; begin > a:1", ""});
    check_contradiction(&(LedgerCase){"baseline a; run 2; begin > a:1", ""});
    check_contradiction(&(LedgerCase){"done a:2 > a:1", ""});
    check_contradiction(&(LedgerCase){"done a:2 > a:2", ""});
}

TEST(a_contradiction_names_its_row)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);

    ledger_init(&ledger, &arena);
    CHECK(!rows_feed(&ledger, "run xyz; applied a:1/1; begin > b:1; done a:2", &err));
    CHECK_TEXT(err.detail, "Row 3 of run xyz (\"done\", migration \"a\", statement 2): the "
                           "migration was complete before.");
}

TEST(the_facts_of_the_newest_row_are_kept)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    const Sha256 edited = rows_hash(STR("a"), 0, true);

    ledger_init(&ledger, &arena);
    CHECK(rows_feed(&ledger,
                    "begin > a:1; done a:1/3 > a:2; failed a:2/3; run 2; begin > a:2;"
                    "done a:2/4 > a:3; applied a:3/4!",
                    &err));

    const LedgerEntry *entry = ledger_find(&ledger, STR("a"));

    CHECK(entry->in_journal && entry->has_checksum && !entry->recorded);
    CHECK(sha256_equal(&entry->checksum, &edited));
    CHECK_SIZE(entry->statements, 4);
    CHECK(entry->duration_ms == 4 * 5);
    CHECK(entry->at_s == 1003);
    CHECK(ledger.generation == 2);
    CHECK(ledger.has_journal && !ledger.has_version_table);
}

TEST(the_hashes_of_what_is_done_are_kept_while_it_is_partial)
{
    static const unsigned statements[] = {1, 2, 5, 6, 40};
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);

    ledger_init(&ledger, &arena);
    CHECK(rows_feed(&ledger, "done a:1/50; done a:2/50; done a:5/50; done a:6/50; done a:40/50",
                    &err));

    const LedgerEntry *entry = ledger_find(&ledger, STR("a"));

    CHECK_SIZE(entry->done, 40);

    for (unsigned statement = 1, next = 0; statement <= 40; statement++)
    {
        const bool journaled = statements[next] == statement;
        const Sha256 wanted = journaled ? rows_hash(STR("a"), statement, false) : (Sha256){0};

        CHECK(sha256_equal(&entry->progress->done_hashes[statement - 1], &wanted));
        next += journaled ? 1 : 0;
    }
}

/* Statement 3 was journaled, undone, and is a session statement in the file as it is now. */
TEST(the_hash_of_an_undone_statement_is_forgotten)
{
    static const Sha256 none;
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);

    ledger_init(&ledger, &arena);
    CHECK(
        rows_feed(&ledger, "done a:1; done a:2; done a:3; undone a:3; undone a:2; done a:4", &err));

    const LedgerEntry *entry = ledger_find(&ledger, STR("a"));

    CHECK_SIZE(entry->done, 4);
    CHECK(sha256_equal(&entry->progress->done_hashes[1], &none));
    CHECK(sha256_equal(&entry->progress->done_hashes[2], &none));
}

/* 2 is a session statement: it has no row, so the one done before 3 is 1. */
TEST(statements_can_be_undone_across_a_session_statement)
{
    check_meaning(&(LedgerCase){"done a:1; done a:3; undone a:3; undone a:1", "a pending 0/9"});
}

TEST(what_is_unknown_says_what_was_seen_before_it)
{
    static const char *const journals[] = {"begin > a:1; end", "begin > a:1; unknown a:1; end",
                                           "begin > b:1; applied b:1/1 > a:1; end",
                                           "begin > b:1; stopped; run 2; begin > a:1; end"};

    for (size_t index = 0; index < LENGTH_OF(journals); index++)
    {
        SCOPED_ARENA arena = {0};
        ATTR_CLEANUP(ledger_done) Ledger ledger;
        Error err = ERROR_INIT(&arena);
        const Sha256 hash = rows_hash(STR("a"), 1, false);

        ledger_init(&ledger, &arena);
        CHECK(rows_feed(&ledger, journals[index], &err));

        const LedgerProgress *progress = ledger_find(&ledger, STR("a"))->progress;

        CHECK(STR_IS(progress->snapshot, "a"));
        CHECK_SIZE(progress->in_flight.statement, 1);
        CHECK(STR_IS(progress->in_flight.migration, "a"));
        CHECK(sha256_equal(&progress->in_flight.hash, &hash));
    }
}

/* The hundredth look has the evidence of the first: who sent it, when, and what was there. */
TEST(doubt_that_is_written_down_again_forgets_nothing)
{
    static const char *const journals[] = {
        "run sender; begin > a:1; end",
        "run sender; begin > a:1; unknown a:1; end",
        "run sender; begin > a:1; run 2; unknown a:1; end",
        "run sender; begin > a:1; unknown a:1; run 2; unknown a:1; run 3; unknown a:1; end",
        "run sender; begin > a:1; run 2; begin > b:1; applied b:1/1; run 3; unknown a:1; end",
    };

    for (size_t index = 0; index < LENGTH_OF(journals); index++)
    {
        SCOPED_ARENA arena = {0};
        ATTR_CLEANUP(ledger_done) Ledger ledger;
        Error err = ERROR_INIT(&arena);

        ledger_init(&ledger, &arena);
        CHECK(rows_feed(&ledger, journals[index], &err));

        const LedgerProgress *progress = ledger_find(&ledger, STR("a"))->progress;

        CHECK(STR_IS(progress->run, "sender"));
        CHECK(progress->announced_s == 1001);
        CHECK(STR_IS(progress->snapshot, "a"));
        CHECK(progress->doubt_recorded == (index > 0));
    }
}

/* What a settled attempt knew says nothing about the next one. */
TEST(a_new_attempt_has_its_own_evidence)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);

    ledger_init(&ledger, &arena);
    CHECK(rows_feed(
        &ledger, "run old; begin > a:1; unknown a:1; run new; failed a:1; begin > a:1; end", &err));

    const LedgerProgress *progress = ledger_find(&ledger, STR("a"))->progress;

    CHECK(STR_IS(progress->run, "new"));
    CHECK(progress->announced_s == 1002);
    CHECK(!progress->doubt_recorded);
}

TEST(the_ledger_keeps_its_own_copies)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    char journal[] = "begin > a:1; done a:1 > a:2; recorded b; end";

    ledger_init(&ledger, &arena);
    CHECK(rows_feed(&ledger, journal, &err));
    memset(journal, 'x', sizeof(journal) - 1);
    CHECK_TEXT(rows_describe(&ledger, &arena), "a unknown 1 (2), b pending recorded");
    CHECK(STR_IS(ledger_find(&ledger, STR("a"))->progress->in_flight.migration, "a"));
}

TEST(a_duration_ends_where_its_number_does)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    JournalRow row = {.run = STR("a"),
                      .event = JOURNAL_BASELINE,
                      .step.migration = STR("a"),
                      .duration_ms = UINT32_MAX - 1};

    ledger_init(&ledger, &arena);

    for (row.seq = 1; row.seq < 4; row.seq++)
    {
        CHECK(ledger_add_row(&ledger, &row, &err));
        CHECK(ledger.entries[0].duration_ms == (row.seq == 1 ? UINT32_MAX - 1 : UINT32_MAX));
        row.duration_ms = row.seq == 1 ? 2 : UINT64_MAX;
    }
}

static Str
name_at(const void *context, size_t index)
{
    const Str *names = context;

    return names[index];
}

/* In their place they are kept as they are; what comes in another order is copied. */
TEST(names_that_are_known_are_not_copied)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    Str names[100] = {STR("a"), STR("b"), STR("c"), STR("d")};

    for (size_t index = 4; index < LENGTH_OF(names); index++)
        names[index] = STR("never seen");

    ledger_init(&ledger, &arena);
    ledger.names = (LedgerNames){name_at, names, LENGTH_OF(names)};
    CHECK(rows_feed(&ledger, "adopted a; adopted b; run 2; adopted d; recorded c; end", &err));
    CHECK_TEXT(rows_describe(&ledger, &arena),
               "a adopted 0/9, b adopted 0/9, d adopted 0/9, c pending recorded");
    CHECK(ledger.entries[0].version.data == names[0].data);
    CHECK(ledger.entries[1].version.data == names[1].data);
    CHECK(ledger.entries[2].version.data != names[3].data);
    CHECK(ledger_find(&ledger, STR("c")) == &ledger.entries[3]);
    CHECK(ledger_find(&ledger, STR("never seen")) == NULL);
    CHECK_SIZE(ledger.count, 4);
    CHECK_SIZE(ledger.capacity, LENGTH_OF(names));
}

TEST(reset_forgets_all_but_what_was_set_before_reading)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    const Str name = STR("a");

    ledger_init(&ledger, &arena);
    ledger.version_table_expected = ledger.version_table_foreign = true;
    ledger.names = (LedgerNames){name_at, &name, 1};
    CHECK(rows_feed(&ledger, "begin > a:1; recorded b", &err));
    ledger_reset(&ledger);
    CHECK(ledger.version_table_expected && ledger.version_table_foreign);
    CHECK(ledger.names.at == name_at && ledger.names.context == &name && ledger.names.count == 1);
    CHECK(!ledger.has_journal && !ledger.has_version_table);
    CHECK_SIZE(ledger.count, 0);
    CHECK(ledger.generation == 0);
    CHECK(ledger_find(&ledger, STR("a")) == NULL);
    ledger_finish(&ledger);
    CHECK_SIZE(ledger.count, 0);
    CHECK(rows_feed(&ledger, "begin > a:1; end", &err)); /* the same row is no repeated one */
    CHECK_TEXT(rows_describe(&ledger, &arena), "a unknown 0 (1)");
}

TEST(an_empty_ledger_finds_nothing_and_ends_twice)
{
    Ledger zeroed = {0};

    CHECK(ledger_find(&zeroed, STR("a")) == NULL);
    ledger_done(&zeroed);
    ledger_done(&zeroed);
}

TEST(thousands_of_entries)
{
    enum
    {
        COUNT = 20000
    };
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);

    ledger_init(&ledger, &arena);

    for (uint32_t number = 1; number <= COUNT; number++)
    {
        const JournalRow row = {
            .generation = 1,
            .run = STR("r"),
            .seq = number,
            .event = JOURNAL_APPLIED,
            .step = {.migration = str_from(arena_printf(&arena, "%05u_m", number))}};

        CHECK(ledger_add_row(&ledger, &row, &err));
    }

    CHECK_SIZE(ledger.count, COUNT);

    for (uint32_t number = 1; number <= COUNT; number++)
    {
        const char *version = arena_printf(&arena, "%05u_m", number);
        const LedgerEntry *entry = ledger_find(&ledger, str_from(version));

        CHECK(entry == &ledger.entries[number - 1]);
        CHECK(entry->state == MIGRATION_APPLIED);
    }

    CHECK(ledger_find(&ledger, STR("20001_m")) == NULL);
    CHECK(ledger_find(&ledger, STR("")) == NULL);
}

TEST(states_have_names_and_three_are_complete)
{
    static const struct
    {
        MigrationState state;
        const char *name;
        bool completed;
    } cases[] = {
        {MIGRATION_PENDING, "pending", false}, {MIGRATION_PARTIAL, "partial", false},
        {MIGRATION_UNKNOWN, "unknown", false}, {MIGRATION_APPLIED, "applied", true},
        {MIGRATION_ADOPTED, "adopted", true},  {MIGRATION_BASELINE, "baseline", true},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        CHECK_TEXT(migration_state_name(cases[index].state), cases[index].name);
        CHECK(migration_state_completed(cases[index].state) == cases[index].completed);
    }
}

/* ---- any rows at all ---- */

static uint32_t
random_below(uint64_t *state, uint32_t limit)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;

    return (uint32_t)(*state >> 33) % limit;
}

static JournalRow
random_row(uint64_t *random, uint32_t seq)
{
    static const Str versions[] = {{"a", 1}, {"b", 1}, {"", 0}};
    const JournalEvent event = (JournalEvent)random_below(random, JOURNAL_EVENT_COUNT);
    const bool about = event != JOURNAL_BEGIN && event != JOURNAL_STOPPED;
    JournalRow row = {.generation = seq / 4, .run = STR("r"), .seq = seq, .event = event};

    row.step.migration = versions[about ? random_below(random, 2) : 2];
    row.step.statement = 1 + random_below(random, 5);
    row.statements = 6;
    row.next.statement = random_below(random, 3);
    row.next.migration = versions[random_below(random, 2)];

    return row;
}

static void
check_entries(const Ledger *ledger)
{
    for (size_t index = 0; index < ledger->count; index++)
    {
        const LedgerEntry *entry = &ledger->entries[index];
        const bool unknown = entry->state == MIGRATION_UNKNOWN;

        CHECK(entry->version.size == 1);
        CHECK(entry->done <= 5);
        CHECK(entry->state != MIGRATION_PARTIAL || entry->done > 0);
        CHECK(entry->state != MIGRATION_PENDING || entry->done == 0);
        CHECK(migration_state_completed(entry->state) || entry->done == 0 ||
              entry->progress->done_capacity >= entry->done);
        CHECK(!unknown || entry->progress->in_flight.statement > 0);
    }
}

TEST(the_last_statements_done_are_remembered)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    const JournalStep first = {.migration = STR("1"), .statement = 1};
    const JournalStep second = {.migration = STR("1"), .statement = 2};
    const JournalStep other = {.migration = STR("2"), .statement = 1};
    const JournalRow rows[] = {
        {.event = JOURNAL_BEGIN, .next = first, .next_snapshot = STR("s1")},
        {.event = JOURNAL_DONE, .step = first, .next = second, .next_snapshot = STR("s2")},
        {.event = JOURNAL_FAILED, .step = second, .next = second, .next_snapshot = STR("s3")},
        {.event = JOURNAL_APPLIED, .step = second, .next = other, .next_snapshot = STR("s4")},
        /* a person said so: what was seen before it proves nothing */
        {.event = JOURNAL_DONE, .step = other, .detail = STR("resolved: left out")},
    };

    ledger_init(&ledger, &arena);

    for (size_t index = 0; index < LENGTH_OF(rows); index++)
    {
        JournalRow row = rows[index];

        row.generation = 1;
        row.run = STR("r");
        row.seq = (uint32_t)index + 1;
        row.at_s = 100 + (int64_t)index;
        row.statements = 2;
        CHECK(ledger_add_row(&ledger, &row, &err));
    }

    CHECK(ledger.recent_count == 3 && ledger.last_at_s == 104);
    CHECK(str_equal(ledger.recent[0].snapshot, STR("s1")) && ledger.recent[0].at_s == 101);
    CHECK(str_equal(ledger.recent[1].snapshot, STR("s3")) && ledger.recent[1].step.statement == 2);
    CHECK(ledger.recent[2].snapshot.size == 0);
}

TEST(what_was_taken_back_on_purpose_is_not_missed)
{
    static const struct
    {
        const char *journal;
        size_t recent;
    } CASES[] = {
        {"done a:1; done a:2", 2},
        {"done a:1; failed a:2; stopped", 1},
        {"done a:1; done a:2; undone a:2", 0},
        {"done a:1; done a:2; undone a:2; run 2; done a:2", 1},
        {"applied a:1/1; applied b:1/1; run 2; reverting b:0/2", 0},
        {"applied a:1/1; applied b:1/1; run 2; reverting b:0/2 > b:1; done b:1/2", 0},
        {"applied a:1/1; run 2; reverting a:0/1 > a:1; reverted a:1/1; run 3; applied b:1/1", 1},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        SCOPED_ARENA arena = {0};
        ATTR_CLEANUP(ledger_done) Ledger ledger;
        Error err = ERROR_INIT(&arena);

        ledger_init(&ledger, &arena);
        CHECK(rows_feed(&ledger, CASES[index].journal, &err));
        CHECK_SIZE(ledger.recent_count, CASES[index].recent);
    }
}

TEST(any_rows_are_taken_or_refused_and_leave_a_sound_ledger)
{
    for (uint64_t seed = 1; seed <= 20000; seed++)
    {
        SCOPED_ARENA arena = {0};
        ATTR_CLEANUP(ledger_done) Ledger ledger;
        uint64_t random = seed;

        ledger_init(&ledger, &arena);

        for (uint32_t seq = 1; seq <= 12; seq++)
        {
            Error err = ERROR_INIT(&arena);
            const JournalRow row = random_row(&random, seq);

            if (!ledger_add_row(&ledger, &row, &err))
            {
                CHECK(err.kind == ERROR_LEDGER);
                break;
            }

            check_entries(&ledger);

            if (seq == 12)
                ledger_finish(&ledger);
        }

        check_entries(&ledger);
    }
}
