/* Unit tests of engines/postgres/probe/: what follows from the catalogs before and after. */
#include "engines/postgres/probe/probe.h"

#include "harness/test.h"

typedef struct DecideCase
{
    const char *statement;
    const char *before; /* as the ledger holds it; "" if nobody looked */
    const char *after;
    Verdict verdict;
    const char *repair; /* the first; NULL if there is none */
    Verdict repaired;
} DecideCase;

static Finding
decided(const DecideCase *wanted, Arena *arena)
{
    ProbeCase probed = {.class = postgres_classify(str_from(wanted->statement), false, arena),
                        .statement = str_from(wanted->statement),
                        .before = postgres_probe_facts_read(str_from(wanted->before), arena),
                        .after = postgres_probe_facts_read(str_from(wanted->after), arena),
                        .arena = arena};

    return postgres_probe(probed.class.kind)->decide(&probed);
}

static void
check_cases(const DecideCase *cases, size_t count)
{
    for (size_t index = 0; index < count; index++)
    {
        SCOPED_ARENA arena = {0};
        const DecideCase *wanted = &cases[index];
        const Finding finding = decided(wanted, &arena);
        const char *repair =
            finding.repair_count == 0 ? "" : str_terminate(&arena, finding.repairs[0]);

        CHECK_TEXT(verdict_words(finding.verdict), verdict_words(wanted->verdict));
        CHECK_TEXT(repair, wanted->repair == NULL ? "" : wanted->repair);
        CHECK(finding.evidence != NULL && finding.evidence[0] != '\0');
        CHECK(finding.repair_count == 0 || finding.repaired == wanted->repaired);
    }
}

#define NAMED    "create index concurrently i on t (a)"
#define UNLESS   "create index concurrently if not exists i on t (a)"
#define UNNAMED  "create unique index concurrently on t (a)"
#define DROPS_I  "drop index concurrently public.i"
#define NONE     "1"
#define OLD      "1\n7\tpublic.o\tvalid\to"
#define VALID    OLD "\n8\tpublic.i\tvalid\ti"
#define INVALID  OLD "\n8\tpublic.i\tinvalid\ti"
#define BUILDING OLD "\n8\tpublic.i\tbuilding\ti"

TEST(create_index_concurrently)
{
    static const DecideCase CASES[] = {
        {NAMED, OLD, OLD, VERDICT_DID_NOT, NULL, 0},
        {NAMED, OLD, NONE, VERDICT_DID_NOT, NULL, 0},
        {NAMED, OLD, VALID, VERDICT_TOOK_EFFECT, NULL, 0},
        {NAMED, OLD, INVALID, VERDICT_PARTLY, DROPS_I, VERDICT_DID_NOT},
        {NAMED, OLD, BUILDING, VERDICT_RUNNING, NULL, 0},
        {NAMED, "", VALID, VERDICT_TOOK_EFFECT, NULL, 0},
        {NAMED, "", INVALID, VERDICT_PARTLY, DROPS_I, VERDICT_DID_NOT},
        /* It was there before: somebody else's, whatever it is. */
        {NAMED, VALID, VALID, VERDICT_DID_NOT, NULL, 0},
        {NAMED, INVALID, INVALID, VERDICT_DID_NOT, NULL, 0},
        /* Another of that name in its place. */
        {NAMED, "1\n6\tpublic.i\tinvalid\ti", VALID, VERDICT_TOOK_EFFECT, NULL, 0},
        {UNLESS, VALID, VALID, VERDICT_DID_NOT, NULL, 0},
        {UNLESS, INVALID, INVALID, VERDICT_PARTLY, DROPS_I, VERDICT_DID_NOT},
        {UNLESS, BUILDING, BUILDING, VERDICT_RUNNING, NULL, 0},
        {UNNAMED, OLD, OLD, VERDICT_DID_NOT, NULL, 0},
        {UNNAMED, OLD, VALID, VERDICT_TOOK_EFFECT, NULL, 0},
        {UNNAMED, OLD, INVALID, VERDICT_PARTLY, DROPS_I, VERDICT_DID_NOT},
        {UNNAMED, "", VALID, VERDICT_CANNOT_TELL, NULL, 0},
        {UNNAMED, NONE, VALID, VERDICT_CANNOT_TELL, NULL, 0},
    };

    check_cases(CASES, LENGTH_OF(CASES));
}

TEST(drop_index_concurrently)
{
    static const DecideCase CASES[] = {
        {"drop index concurrently i", "1\n8\ti\t\t", NONE, VERDICT_TOOK_EFFECT, NULL, 0},
        {"drop index concurrently i", "1\n8\ti\t\t", "1\n8\ti\t\t", VERDICT_DID_NOT, NULL, 0},
        {"drop index concurrently i", "1\n8\ti\t\t", "1\n8\ti\tnot valid\t", VERDICT_DID_NOT, NULL,
         0},
        {"drop index concurrently i", "1\n8\ti\t\t", "1\n9\ti\t\t", VERDICT_CANNOT_TELL, NULL, 0},
        {"drop index concurrently if exists i", NONE, NONE, VERDICT_DID_NOT, NULL, 0},
        {"drop index concurrently i", "", NONE, VERDICT_TOOK_EFFECT, NULL, 0},
    };

    check_cases(CASES, LENGTH_OF(CASES));
}

TEST(reindex_concurrently)
{
    static const char LEFT[] = "1\n8\tpublic.i_ccnew\tinvalid\ti_ccnew\n"
                               "9\tpublic.j_ccold\tinvalid\tj_ccold";
    static const DecideCase CASES[] = {
        {"reindex table concurrently t", NONE, NONE, VERDICT_DID_NOT, NULL, 0},
        {"reindex table concurrently t", NONE, LEFT, VERDICT_PARTLY,
         "drop index concurrently public.i_ccnew", VERDICT_DID_NOT},
        {"reindex index concurrently i", LEFT, LEFT, VERDICT_DID_NOT, NULL, 0},
        {"reindex (concurrently) schema s", "", LEFT, VERDICT_DID_NOT, NULL, 0},
    };
    SCOPED_ARENA arena = {0};

    check_cases(CASES, LENGTH_OF(CASES));
    CHECK_SIZE(decided(&CASES[1], &arena).repair_count, 2);
}

TEST(detach_partition_concurrently)
{
    static const char SQL[] = "alter table p detach partition p1 concurrently";
    static const DecideCase CASES[] = {
        {SQL, "1\n8\ts.p1\tattached\ts.p", "1\n8\ts.p1\tattached\ts.p", VERDICT_DID_NOT, NULL, 0},
        {SQL, "1\n8\ts.p1\tattached\ts.p", "1\n8\ts.p1\tpending\ts.p", VERDICT_PARTLY,
         "alter table s.p detach partition s.p1 finalize", VERDICT_TOOK_EFFECT},
        {SQL, "1\n8\ts.p1\tattached\ts.p", NONE, VERDICT_TOOK_EFFECT, NULL, 0},
        {SQL, NONE, NONE, VERDICT_CANNOT_TELL, NULL, 0},
        {SQL, "", NONE, VERDICT_CANNOT_TELL, NULL, 0},
    };

    check_cases(CASES, LENGTH_OF(CASES));
}

TEST(objects_that_are_there_or_not)
{
    static const char ONE[] = "1\n8\td\t\td";
    static const char HALF[] = "1\n8\td\thalf dropped\td";
    static const DecideCase CASES[] = {
        {"create database d", NONE, ONE, VERDICT_TOOK_EFFECT, NULL, 0},
        {"create database d", NONE, NONE, VERDICT_DID_NOT, NULL, 0},
        {"create database d", ONE, ONE, VERDICT_DID_NOT, NULL, 0},
        {"create database d", "", ONE, VERDICT_CANNOT_TELL, NULL, 0},
        {"drop database d", ONE, NONE, VERDICT_TOOK_EFFECT, NULL, 0},
        {"drop database d", ONE, HALF, VERDICT_DID_NOT, NULL, 0},
        {"drop database d", ONE, ONE, VERDICT_DID_NOT, NULL, 0},
        {"create tablespace d location '/x'", NONE, ONE, VERDICT_TOOK_EFFECT, NULL, 0},
        {"drop tablespace d", ONE, NONE, VERDICT_TOOK_EFFECT, NULL, 0},
        {"create subscription d connection '' publication p", NONE, ONE, VERDICT_TOOK_EFFECT, NULL,
         0},
        {"drop subscription d", "1\n8\td\tp\td", "1\n8\td\tp\td", VERDICT_DID_NOT, NULL, 0},
        {"alter subscription d add publication q", "1\n8\td\tp\td", "1\n8\td\tp,q\td",
         VERDICT_TOOK_EFFECT, NULL, 0},
        {"alter subscription d refresh publication", "1\n8\td\tp\td", "1\n8\td\tp\td",
         VERDICT_DID_NOT, NULL, 0},
        {"alter subscription d add publication q", "", "1\n8\td\tp,q\td", VERDICT_CANNOT_TELL, NULL,
         0},
        {"commit prepared 'x'", "1\nx\tx\t\tx", NONE, VERDICT_TOOK_EFFECT, NULL, 0},
        {"rollback prepared 'x'", "1\nx\tx\t\tx", "1\nx\tx\t\tx", VERDICT_DID_NOT, NULL, 0},
        {"alter type e add value 'b'", "1\n1\t\t\ta", "1\n1\t\t\ta\n2\t\t\tb", VERDICT_TOOK_EFFECT,
         NULL, 0},
        {"alter type e add value 'b'", "1\n1\t\t\ta", "1\n1\t\t\ta", VERDICT_DID_NOT, NULL, 0},
        {"alter type e add value 'b'", "", "1\n1\t\t\ta", VERDICT_CANNOT_TELL, NULL, 0},
    };

    check_cases(CASES, LENGTH_OF(CASES));
}

TEST(what_may_be_repeated_and_what_nobody_can_tell)
{
    static const char *const REPEATED[] = {"vacuum full t",
                                           "analyze",
                                           "cluster",
                                           "cluster t",
                                           "checkpoint",
                                           "alter system set work_mem = '1MB'",
                                           "reindex database",
                                           "reindex table t",
                                           "refresh materialized view concurrently m",
                                           "refresh materialized view m"};
    static const char *const OPEN[] = {"do $$ begin commit; end $$", "call p()",
                                       "insert into t "
                                       "values (1)",
                                       "somethingnew"};
    static const DecideCase CASES[] = {{"", "", "", VERDICT_DID_NOT, NULL, 0},
                                       {"", "", "", VERDICT_CANNOT_TELL, NULL, 0}};

    for (size_t index = 0; index < LENGTH_OF(REPEATED); index++)
    {
        DecideCase wanted = CASES[0];

        wanted.statement = REPEATED[index];
        check_cases(&wanted, 1);
    }

    for (size_t index = 0; index < LENGTH_OF(OPEN); index++)
    {
        DecideCase wanted = CASES[1];

        wanted.statement = OPEN[index];
        check_cases(&wanted, 1);
    }
}

/* What refuses a transaction, or may, has a probe that can say something. */
TEST(every_statement_without_a_transaction_has_a_probe)
{
    for (unsigned kind = 0; kind < POSTGRES_KIND_COUNT; kind++)
    {
        if (postgres_kind_rule(kind) != POSTGRES_TRANSACTION_FINE &&
            postgres_kind_role(kind) == POSTGRES_ROLE_WORK)
            CHECK(postgres_probe(kind) != &POSTGRES_PROBE_UNKNOWN);
    }
}

TEST(questions_name_the_object_as_a_value)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF sql = {0};
    ProbeCase probed = {
        .class = postgres_classify(STR("create index concurrently i on \"a'b\".\"c\\\" (x)"), false,
                                   &arena),
        .arena = &arena};

    CHECK(POSTGRES_PROBE_CREATE_INDEX.append_question(&probed, &sql));
    CHECK(str_find(buf_str(&sql), 0, STR("to_regclass(E'\"a''b\".\"c\\\\\"')")) < sql.size);

    probed.class =
        postgres_classify(STR("create index concurrently i on U&\"t\" (x)"), false, &arena);
    CHECK(!POSTGRES_PROBE_CREATE_INDEX.append_question(&probed, &sql));
}

TEST(facts_survive_the_ledger)
{
    SCOPED_ARENA arena = {0};
    ProbeFact rows[] = {{STR("7"), STR("public.\"a\tb\""), STR("valid"), STR("a\tb")},
                        {STR("8"), STR(""), STR(""), STR("")}};
    const ProbeFacts facts = {.looked = true, .rows = rows, .count = 2};
    const ProbeFacts none = {0};
    const Str text = postgres_probe_facts_write(&facts, &arena);
    const ProbeFacts read = postgres_probe_facts_read(text, &arena);

    CHECK_TEXT(str_terminate(&arena, text), "1\n7\tpublic.\"a b\"\tvalid\ta b\n8\t\t\t");
    CHECK(read.looked);
    CHECK_SIZE(read.count, 2);
    CHECK(STR_IS(read.rows[0].name, "a b"));
    CHECK(postgres_probe_fact_by_id(&read, STR("8")) == &read.rows[1]);
    CHECK(postgres_probe_fact_by_id(&read, STR("9")) == NULL);
    CHECK_SIZE(postgres_probe_facts_write(&none, &arena).size, 0);
    CHECK(!postgres_probe_facts_read(STR(""), &arena).looked);
    CHECK(!postgres_probe_facts_read(STR("2\n7\ta\tb\tc"), &arena).looked);
    CHECK_SIZE(postgres_probe_facts_read(STR("1"), &arena).count, 0);
}
