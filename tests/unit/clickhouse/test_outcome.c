/* Unit tests of engines/clickhouse/outcome.c. */
#include "engines/clickhouse/outcome.h"

#include "base/macro.h"
#include "harness/test.h"

static const ClickhouseKind ATOMIC_KINDS[] = {
    CLICKHOUSE_CREATE_TABLE,    CLICKHOUSE_CREATE_OR_REPLACE_TABLE,
    CLICKHOUSE_CREATE_VIEW,     CLICKHOUSE_CREATE_DICTIONARY,
    CLICKHOUSE_CREATE_FUNCTION, CLICKHOUSE_CREATE_DATABASE,
    CLICKHOUSE_DROP_TABLE,      CLICKHOUSE_RENAME,
    CLICKHOUSE_EXCHANGE,        CLICKHOUSE_ALTER_METADATA,
};

static const ClickhouseKind SINGLE_KINDS[] = {
    CLICKHOUSE_CREATE_MATERIALIZED_VIEW,
    CLICKHOUSE_ALTER_COLUMN_DATA,
    CLICKHOUSE_ALTER_MUTATION,
    CLICKHOUSE_ALTER_DROP_PARTITION,
    CLICKHOUSE_ALTER_ATTACH_PARTITION_FROM,
    CLICKHOUSE_ALTER_MOVE_PARTITION,
    CLICKHOUSE_DELETE,
    CLICKHOUSE_TRUNCATE,
    CLICKHOUSE_OPTIMIZE,
};

static const ClickhouseKind PARTIAL_KINDS[] = {
    CLICKHOUSE_CREATE_TABLE_AS_SELECT,
    CLICKHOUSE_CREATE_TABLE_CLONE,
    CLICKHOUSE_CREATE_MATERIALIZED_VIEW_POPULATE,
    CLICKHOUSE_DROP_SEVERAL,
    CLICKHOUSE_DROP_DATABASE,
    CLICKHOUSE_RENAME_SEVERAL,
    CLICKHOUSE_EXCHANGE_SEVERAL,
    CLICKHOUSE_ALTER_MIXED,
    CLICKHOUSE_UPDATE,
    CLICKHOUSE_INSERT_SELECT,
    CLICKHOUSE_TRUNCATE_SEVERAL,
    CLICKHOUSE_ACCESS,
    CLICKHOUSE_PARALLEL,
    CLICKHOUSE_OTHER,
};

static const ClickhouseKind DATA_KINDS[] = {CLICKHOUSE_INSERT_VALUES, CLICKHOUSE_INSERT_INLINE};

#define CHECK_ALL(kinds_, code_, want_)                                                            \
    for (size_t kind_index = 0; kind_index < LENGTH_OF(kinds_); kind_index++)                      \
    CHECK(clickhouse_error_means_not_done((kinds_)[kind_index], (code_)) == (want_))

TEST(what_is_refused_before_it_runs_did_nothing)
{
    static const unsigned codes[] = {192, 193, 194, 516, 202, 216, 372, 373};

    for (size_t index = 0; index < LENGTH_OF(codes); index++)
    {
        for (unsigned kind = 0; kind < CLICKHOUSE_KIND_COUNT; kind++)
            CHECK(clickhouse_error_means_not_done((ClickhouseKind)kind, codes[index]));
    }
}

/* 26.7: a user who may drop a alone loses it with DROP TABLE a, b, and is told 497. */
TEST(rights_are_checked_for_each_part_of_what_is_several)
{
    static const unsigned codes[] = {115, 164, 452, 497};
    static const ClickhouseKind parts[] = {
        CLICKHOUSE_CREATE_TABLE_AS_SELECT,
        CLICKHOUSE_CREATE_TABLE_CLONE,
        CLICKHOUSE_CREATE_MATERIALIZED_VIEW_POPULATE,
        CLICKHOUSE_DROP_SEVERAL,
        CLICKHOUSE_DROP_DATABASE,
        CLICKHOUSE_TRUNCATE_SEVERAL,
        CLICKHOUSE_DETACH,
        CLICKHOUSE_PARALLEL,
    };
    static const ClickhouseKind wholes[] = {CLICKHOUSE_RENAME_SEVERAL, CLICKHOUSE_EXCHANGE_SEVERAL,
                                            CLICKHOUSE_INSERT_SELECT,  CLICKHOUSE_UPDATE,
                                            CLICKHOUSE_ACCESS,         CLICKHOUSE_OTHER};

    for (size_t index = 0; index < LENGTH_OF(codes); index++)
    {
        CHECK_ALL(ATOMIC_KINDS, codes[index], true);
        CHECK_ALL(SINGLE_KINDS, codes[index], true);
        CHECK_ALL(DATA_KINDS, codes[index], true);
        CHECK_ALL(wholes, codes[index], true);
        CHECK_ALL(parts, codes[index], false);
    }
}

TEST(what_may_come_after_the_commit_proves_nothing)
{
    static const unsigned codes[] = {159, 341, 394, 209, 210, 241, 252,  999, 242,
                                     319, 286, 49,  236, 225, 517, 1000, 1002};

    for (size_t index = 0; index < LENGTH_OF(codes); index++)
    {
        for (unsigned kind = 0; kind < CLICKHOUSE_KIND_COUNT; kind++)
            CHECK(!clickhouse_error_means_not_done((ClickhouseKind)kind, codes[index]));
    }
}

TEST(already_exists_may_be_the_echo_of_an_earlier_attempt)
{
    static const unsigned codes[] = {57, 82, 15, 44, 253, 387, 493, 609, 670};

    for (size_t index = 0; index < LENGTH_OF(codes); index++)
    {
        CHECK_ALL(ATOMIC_KINDS, codes[index], false);
        CHECK_ALL(PARTIAL_KINDS, codes[index], false);
    }
}

TEST(a_syntax_error_did_nothing_unless_data_was_parsed)
{
    CHECK_ALL(ATOMIC_KINDS, 62, true);
    CHECK_ALL(SINGLE_KINDS, 62, true);
    CHECK_ALL(PARTIAL_KINDS, 62, true);
    CHECK_ALL(DATA_KINDS, 62, false);
}

TEST(an_unknown_name_did_nothing_to_a_single_object)
{
    static const unsigned codes[] = {60, 81, 47, 16};

    for (size_t index = 0; index < LENGTH_OF(codes); index++)
    {
        CHECK_ALL(ATOMIC_KINDS, codes[index], true);
        CHECK_ALL(SINGLE_KINDS, codes[index], true);
        CHECK_ALL(PARTIAL_KINDS, codes[index], false);
        CHECK_ALL(DATA_KINDS, codes[index], false);
    }
}

TEST(other_errors_did_nothing_of_what_is_atomic)
{
    static const unsigned codes[] = {36, 43, 48, 53, 119, 344, 395, 524, 65535};

    for (size_t index = 0; index < LENGTH_OF(codes); index++)
    {
        CHECK_ALL(ATOMIC_KINDS, codes[index], true);
        CHECK_ALL(SINGLE_KINDS, codes[index], false);
        CHECK_ALL(PARTIAL_KINDS, codes[index], false);
        CHECK_ALL(DATA_KINDS, codes[index], false);
    }
}

TEST(no_code_proves_nothing)
{
    CHECK_ALL(ATOMIC_KINDS, 0, false);
}

TEST(errors_of_other_servers_prove_nothing)
{
    const ClickhouseFacts create = {.kind = CLICKHOUSE_CREATE_TABLE};
    const ClickhouseFacts on_cluster = {.kind = CLICKHOUSE_CREATE_TABLE, .on_cluster = true};
    const ClickhouseFacts insert = {.kind = CLICKHOUSE_INSERT_SELECT};
    const Str own = STR("Code: 497. DB::Exception: default: Not enough privileges.");
    const Str foreign = STR("Code: 497. DB::Exception: Received from h:9000. DB::Exception: x");
    const Str host = STR("Code: 497. DB::Exception: There was an error on [h:9000]: x");

    CHECK(clickhouse_error_settles(&create, 497, own));
    CHECK(!clickhouse_error_settles(&create, 57, own));
    CHECK(!clickhouse_error_settles(&on_cluster, 497, own));
    CHECK(clickhouse_error_settles(&on_cluster, 62, STR("Syntax error: failed at position 4")));
    CHECK(clickhouse_error_settles(&on_cluster, 701, STR("Requested cluster 'c' not found")));
    CHECK(!clickhouse_error_settles(&on_cluster, 701, foreign));
    CHECK(!clickhouse_error_settles(&on_cluster, 62, host));
    CHECK(clickhouse_error_settles(&insert, 497, own));
    CHECK(!clickhouse_error_settles(&insert, 497, foreign));
    CHECK(!clickhouse_error_settles(&create, 497, host));
}

TEST(what_will_pass_may_be_sent_again)
{
    const ClickhouseFacts insert = {.kind = CLICKHOUSE_INSERT_SELECT};
    const ClickhouseFacts alter = {.kind = CLICKHOUSE_ALTER_METADATA};
    const ClickhouseFacts mixed = {.kind = CLICKHOUSE_ALTER_MIXED};
    const ClickhouseFacts cluster = {.kind = CLICKHOUSE_ALTER_METADATA, .on_cluster = true};

    CHECK(clickhouse_error_will_pass(&insert, 202, STR("Too many")));
    CHECK(clickhouse_error_will_pass(&alter, 517, STR("Cannot assign")));
    CHECK(!clickhouse_error_will_pass(&mixed, 517, STR("Cannot assign")));
    CHECK(!clickhouse_error_will_pass(&cluster, 517, STR("Cannot assign")));
    CHECK(!clickhouse_error_will_pass(&alter, 202, STR("Too many. Received from h:9000.")));
    CHECK(!clickhouse_error_will_pass(&alter, 60, STR("Unknown table")));
}
