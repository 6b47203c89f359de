/* Unit tests of engines/postgres/outcome.c and route.c. */
#include "engines/postgres/outcome.h"

#include "engines/postgres/lock/route.h"
#include "harness/test.h"

TEST(what_an_error_proves)
{
    static const struct
    {
        const char *sqlstate;
        bool lost;
        const char *statement;
        bool in_transaction;
        Outcome outcome;
    } CASES[] = {
        {"42601", false, "create table t ()", false, OUTCOME_NOT_DONE},
        {"42601", false, "creat table t ()", false, OUTCOME_NOT_DONE},
        {"55P03", false, "alter table t add c int", false, OUTCOME_NOT_NOW},
        {"40P01", false, "alter table t add c int", true, OUTCOME_NOT_NOW},
        {"40001", false, "update t set a = 1", true, OUTCOME_NOT_NOW},
        {"23505", false, "create unique index concurrently on t (a)", false, OUTCOME_ENDED},
        {"55P03", false, "create index concurrently on t (a)", false, OUTCOME_ENDED},
        {"55P03", false, "reindex table t", false, OUTCOME_ENDED},
        {"55P03", false, "do $$ $$", false, OUTCOME_ENDED},
        {"40001", false, "call p()", false, OUTCOME_ENDED},
        {"40001", false, "call p()", true, OUTCOME_NOT_NOW},
        {"57P01", true, "vacuum", false, OUTCOME_UNKNOWN},
        {"", true, "insert into t values (1)", true, OUTCOME_UNKNOWN},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        SCOPED_ARENA arena = {0};
        PostgresFailure failure = {.lost = CASES[index].lost};
        const PostgresKind kind =
            postgres_classify(str_from(CASES[index].statement), false, &arena).kind;

        for (size_t at = 0; at < 5 && CASES[index].sqlstate[at] != '\0'; at++)
            failure.sqlstate[at] = CASES[index].sqlstate[at];

        CHECK_SIZE(postgres_outcome(&failure, kind, CASES[index].in_transaction),
                   CASES[index].outcome);
    }
}

TEST(backends_that_are_shared)
{
    static const struct
    {
        int first[4];
        int second[4];
        bool pooled;
    } CASES[] = {
        {{1, 1, 1, 1}, {2, 2, 2, 2}, false}, {{1, 1, 1, 1}, {1, 1, 1, 1}, true},
        {{1, 1, 1, 2}, {3, 3, 3, 3}, true},  {{1, 1, 1, 1}, {2, 2, 3, 2}, true},
        {{1, 2, 1, 2}, {2, 1, 2, 1}, true},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
        CHECK(postgres_route_is_pooled(CASES[index].first, CASES[index].second, 4) ==
              CASES[index].pooled);
}
