/* Unit tests of engines/clickhouse/probe/shadow.c: an ALTER that is tried on a copy. */
#include "engines/clickhouse/probe/shadow.h"

#include "unit/clickhouse/probe_case.h"

/* A Str of a literal, where a constant is wanted. */
#define T(literal)                                                                                 \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

enum
{
    NEWEST = 2607,
    OLDEST = 1816,
};

TEST(a_definition_without_its_name_and_place)
{
    static const struct
    {
        const char *query;
        const char *definition; /* "" if there is none to work with */
    } CASES[] = {
        {"CREATE TABLE d.t (`i` Int64) ENGINE = MergeTree ORDER BY i SETTINGS a = 1",
         "(`i` Int64) ENGINE = MergeTree ORDER BY i SETTINGS a = 1"},
        {"CREATE TABLE d.t UUID '1-2' (`engine` Int64 DEFAULT f(1, 2), INDEX k g(i) TYPE minmax) "
         "ENGINE = ReplacingMergeTree(v) PARTITION BY (a, b) ORDER BY tuple() COMMENT 'x (y)'",
         "(`engine` Int64 DEFAULT f(1, 2), INDEX k g(i) TYPE minmax) "
         "ENGINE = ReplacingMergeTree(v) PARTITION BY (a, b) ORDER BY tuple() COMMENT 'x (y)'"},
        {"CREATE TABLE d.`(` ( i Int64) ENGINE = MergeTree(day, (i), 8192)",
         "( i Int64) ENGINE = MergeTree(day, (i), 8192)"},
        {"CREATE TABLE t (i Int64) ENGINE = MergeTree() ORDER BY i",
         "(i Int64) ENGINE = MergeTree ORDER BY i"},
        {"CREATE TABLE t (i Int64) ENGINE = ReplicatedMergeTree('/a, b/{shard}', '{replica}') "
         "ORDER BY i",
         "(i Int64) ENGINE = MergeTree ORDER BY i"},
        {"CREATE TABLE t (i Int64) ENGINE = ReplicatedSummingMergeTree('/a', 'b', (x, y)) ORDER BY "
         "i",
         "(i Int64) ENGINE = SummingMergeTree((x, y)) ORDER BY i"},
        {"CREATE TABLE t (i Int64) ENGINE = ReplicatedReplacingMergeTree(v) ORDER BY i",
         "(i Int64) ENGINE = ReplacingMergeTree(v) ORDER BY i"},
        {"CREATE TABLE t (i Int64) ENGINE = SharedMergeTree('/a', '{replica}') ORDER BY i",
         "(i Int64) ENGINE = MergeTree ORDER BY i"},
        {"CREATE TABLE t (i Int64) ENGINE = Log", ""},
        {"CREATE TABLE t (i Int64)", ""},
        {"CREATE TABLE t", ""},
        {"CREATE VIEW v (i Int64) AS SELECT 1", ""},
        {"#1234", ""},
        {"", ""},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        SCOPED_ARENA arena = {0};
        const Str definition = shadow_definition(str_from(CASES[index].query), NEWEST, &arena);

        CHECK_TEXT(str_terminate(&arena, definition), CASES[index].definition);
    }
}

static Probe
probe_of(const char *text, const char *before, const char *now, unsigned version, Arena *arena)
{
    Error err = ERROR_INIT(arena);
    ClickhouseFacts *facts = ARENA_NEW(arena, ClickhouseFacts);
    Look *looks = ARENA_ARRAY(arena, Look, 2);

    *facts = clickhouse_classify(version, str_from(text), arena);
    CHECK(look_parse(str_from(before), arena, &looks[0], &err));
    CHECK(look_parse(str_from(now), arena, &looks[1], &err));

    return (Probe){.facts = facts,
                   .text = str_from(text),
                   .database = STR("d"),
                   .server_version = version,
                   .before = &looks[0],
                   .now = &looks[1],
                   .arena = arena};
}

#define TREE(body)                                                                                 \
    LOOK "t\td\tt\tu1\tMergeTree\tCREATE TABLE d.t (" body ") ENGINE = MergeTree ORDER BY i\n"
#define COPY(body) "(" body ") ENGINE = MergeTree ORDER BY i"

TEST(the_statement_goes_to_the_copy)
{
    static const struct
    {
        const char *text;
        const char *alter;
    } CASES[] = {
        {"ALTER TABLE t ADD COLUMN x Int8", "ALTER TABLE `h`.pawl_shadow ADD COLUMN x Int8"},
        {"alter /* t */ table if exists `d`.t (add column t Int8), (drop column y)",
         "alter /* t */ table if exists `h`.pawl_shadow (add column t Int8), (drop column y)"},
        {"ALTER TABLE d.t MODIFY TTL day + 1", "ALTER TABLE `h`.pawl_shadow MODIFY TTL day + 1"},
        {"CREATE INDEX on_t ON t (x) TYPE minmax",
         "CREATE INDEX on_t ON `h`.pawl_shadow (x) TYPE minmax"},
        {"DROP INDEX IF EXISTS k ON d.t", "DROP INDEX IF EXISTS k ON `h`.pawl_shadow "},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        SCOPED_ARENA arena = {0};
        const Probe probe =
            probe_of(CASES[index].text, TREE("`i` Int64"), TREE("`i` Int8"), NEWEST, &arena);
        const ShadowPlan plan = shadow_plan(&probe, STR("h"));

        CHECK(shadow_concerns(probe.facts));
        CHECK(plan.impossible == NULL);
        CHECK_TEXT(str_terminate(&arena, plan.create),
                   "CREATE TABLE `h`.pawl_shadow (`i` Int64) ENGINE = MergeTree ORDER BY i");
        CHECK_TEXT(str_terminate(&arena, plan.alter), CASES[index].alter);
        CHECK_TEXT(str_terminate(&arena, plan.drop), "DROP TABLE IF EXISTS `h`.pawl_shadow SYNC");
    }
}

TEST(where_there_can_be_no_copy)
{
    SCOPED_ARENA arena = {0};
    const char *hashed = LOOK "t\td\tt\tu1\tMergeTree\t#77\n";
    const char *add = "ALTER TABLE t ADD COLUMN x Int8";
    const Probe before = probe_of(add, hashed, TREE("`i` Int8"), OLDEST, &arena);
    const Probe now = probe_of(add, TREE("`i` Int8"), hashed, OLDEST, &arena);
    const Probe gone = probe_of(add, TREE("`i` Int8"), LOOK, OLDEST, &arena);

    CHECK(shadow_plan(&before, STR("h")).impossible != NULL);
    CHECK(shadow_plan(&now, STR("h")).impossible != NULL);
    CHECK(shadow_plan(&gone, STR("h")).impossible != NULL);
    CHECK_TEXT(str_terminate(&arena, shadow_plan(&gone, STR("h")).drop),
               "DROP TABLE IF EXISTS `h`.pawl_shadow");
}

TEST(it_is_tried_only_where_a_changed_definition_is_all_there_is)
{
    static const struct
    {
        const char *text;
        const char *before;
        const char *now;
        bool finished;
        bool wanted;
    } CASES[] = {
        {"ALTER TABLE t ADD COLUMN x Int8", TREE("a"), TREE("b"), false, true},
        {"ALTER TABLE t MODIFY COLUMN x Int8", TREE("a"), TREE("b"), false, true},
        {"ALTER TABLE t MODIFY COLUMN x Int8", TREE("a"), TREE("b") OPEN("t", "m", ""), false,
         false},
        {"ALTER TABLE t ADD COLUMN x Int8", TREE("a"), TREE("b"), true, false},
        {"ALTER TABLE t ADD COLUMN x Int8", TREE("a"), TREE("a"), false, false},
        {"ALTER TABLE t ADD COLUMN x Int8", TREE("a"), LOOK, false, false},
        {"ALTER TABLE t ADD COLUMN x Int8", "", TREE("a"), false, false},
        {"ALTER TABLE t CLEAR COLUMN x", TREE("a"), TREE("a") DONE("t", "m"), false, false},
        {"ALTER TABLE t ADD COLUMN x Int8, UPDATE i = 1 WHERE 1", TREE("a"), TREE("b"), false,
         false},
        {"DROP TABLE t", TREE("a"), LOOK, false, false},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        SCOPED_ARENA arena = {0};
        Probe probe =
            probe_of(CASES[index].text, CASES[index].before, CASES[index].now, NEWEST, &arena);

        probe.finished = CASES[index].finished;

        const Finding finding = probe_judge(&probe);

        CHECK(shadow_wanted(&probe, &finding) == CASES[index].wanted);
    }
}

TEST(what_the_copy_became_decides)
{
    static const struct
    {
        const char *now;
        ProbeShadow shadow;
        Verdict verdict;
        const char *words; /* of the evidence */
    } CASES[] = {
        {TREE("b"),
         {.before = T(COPY("a")), .after = T(COPY("b"))},
         VERDICT_TOOK_EFFECT,
         "makes of an empty copy"},
        /* somebody else's change, alone, or on top of this one */
        {TREE("c"),
         {.before = T(COPY("a")), .after = T(COPY("b"))},
         VERDICT_CANNOT_TELL,
         "somebody else has changed it"},
        {TREE("b, c"),
         {.before = T(COPY("a")), .after = T(COPY("b"))},
         VERDICT_CANNOT_TELL,
         "somebody else has changed it"},
        /* the server writes the same definition otherwise than when it was seen */
        {TREE("A"),
         {.before = T(COPY("A")), .after = T(COPY("B"))},
         VERDICT_DID_NOT,
         "as this server writes it"},
        {TREE("B"),
         {.before = T(COPY("A")), .after = T(COPY("B"))},
         VERDICT_TOOK_EFFECT,
         "makes of an empty copy"},
        {TREE("b"),
         {.before = T(COPY("A")), .after = T(COPY("B"))},
         VERDICT_CANNOT_TELL,
         "gets another definition"},
        /* the server does not take it */
        {TREE("b"), {.before = T(COPY("a")), .refused = 44}, VERDICT_CANNOT_TELL, "(error 44)"},
        {TREE("b"), {.unmade = "no right"}, VERDICT_CANNOT_TELL, "tried on a copy: no right."},
        {TREE("b"),
         {.before = T(COPY("a")), .after = T(COPY("b")), .kept = "It is still there."},
         VERDICT_TOOK_EFFECT,
         "It is still there."},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        SCOPED_ARENA arena = {0};
        Probe probe = probe_of("ALTER TABLE t MODIFY COLUMN i Int8", TREE("a"), CASES[index].now,
                               NEWEST, &arena);

        probe.shadow = &CASES[index].shadow;

        const Finding finding = probe_judge(&probe);

        if (finding.verdict != CASES[index].verdict ||
            strstr(finding.evidence, CASES[index].words) == NULL)
            (void)fprintf(stderr, "case %zu: %s\n", index, finding.evidence);

        CHECK(finding.verdict == CASES[index].verdict);
        CHECK(strstr(finding.evidence, CASES[index].words) != NULL);
    }
}
