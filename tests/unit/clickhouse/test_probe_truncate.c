/* Unit tests of engines/clickhouse/probe: truncate.c. */
#include "unit/clickhouse/probe_case.h"

#define A TABLE("a", "u1")

TEST(truncate_runs_until_nothing_is_left)
{
    static const ProbeCase cases[] = {
        {"TRUNCATE TABLE a", LOOK A PART("a", "all_1_1_0", "3"), LOOK A, VERDICT_TOOK_EFFECT},
        {"TRUNCATE TABLE a", LOOK A PART("a", "all_1_1_0", "3"), LOOK A PART("a", "all_1_1_1", "0"),
         VERDICT_TOOK_EFFECT},
        /* what came later stays */
        {"TRUNCATE TABLE a", LOOK A PART("a", "all_1_1_0", "3"), LOOK A PART("a", "all_2_2_0", "1"),
         VERDICT_TOOK_EFFECT},
        {"TRUNCATE a", LOOK A PART("a", "all_1_1_0", "3") PART("a", "all_2_2_0", "3"),
         LOOK A PART("a", "all_2_2_0", "3"), VERDICT_DID_NOT},
        {"TRUNCATE a", LOOK A PART("a", "all_1_1_0", "3") PART("a", "all_2_2_0", "3"),
         LOOK A PART("a", "all_1_2_1", "6"), VERDICT_DID_NOT},
        {"TRUNCATE a", LOOK A, LOOK A, VERDICT_DID_NOT},
        {"TRUNCATE a", "", LOOK A, VERDICT_DID_NOT},
        {"TRUNCATE a", LOOK A PART("a", "all_1_1_0", "3"), "", VERDICT_CANNOT_TELL},
        {"TRUNCATE a, b", LOOK A PART("a", "all_1_1_0", "3") PART("b", "all_1_1_0", "3"), LOOK A,
         VERDICT_TOOK_EFFECT},
        {"TRUNCATE a, b", LOOK A PART("a", "all_1_1_0", "3") PART("b", "all_1_1_0", "3"),
         LOOK A PART("b", "all_1_1_0", "3"), VERDICT_DID_NOT},
        {"TRUNCATE DATABASE d", LOOK A PART("a", "all_1_1_0", "3"), LOOK A, VERDICT_DID_NOT},
    };

    CHECK_PROBES(cases);
}
