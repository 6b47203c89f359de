/* Unit tests of ledger/columns.c. */
#include "ledger/columns.h"

#include <string.h>

#include "harness/test.h"

#define HASH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HASH_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define HASH_C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"

static Sha256
hash_of(const char *hex)
{
    Sha256 hash;

    CHECK(sha256_from_hex(str_from(hex), &hash));

    return hash;
}

static JournalRow
full_row(void)
{
    return (JournalRow){
        .generation = 7,
        .run = STR("0123456789abcdef"),
        .seq = 3,
        .event = JOURNAL_DONE,
        .step = {.migration = STR("0002_b"), .statement = 4, .hash = hash_of(HASH_A)},
        .statements = 9,
        .checksum = hash_of(HASH_B),
        .has_checksum = true,
        .next = {.migration = STR("0002_b"), .statement = 5, .hash = hash_of(HASH_C)},
        .next_snapshot = STR("absent"),
        .duration_ms = 1234,
        .who = STR("deploy@host"),
        .detail = STR("42P07"),
    };
}

/* The texts that journal_row_parse() would be given for a row. */
static void
read_back(const JournalRow *row, const char *at, Arena *arena, Str fields[COLUMN_COUNT])
{
    journal_row_fields(row, arena, fields);
    fields[COLUMN_AT] = str_from(at);
}

static void
check_same_step(const JournalStep *left, const JournalStep *right)
{
    CHECK(str_equal(left->migration, right->migration));
    CHECK_SIZE(left->statement, right->statement);
    CHECK(sha256_equal(&left->hash, &right->hash));
}

static void
check_round_trip(const JournalRow *row)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Str fields[COLUMN_COUNT];
    JournalRow again;

    read_back(row, "1795479424", &arena, fields);
    CHECK(journal_row_parse(fields, COLUMN_COUNT, &again, &err));
    CHECK(again.generation == row->generation);
    CHECK(str_equal(again.run, row->run));
    CHECK_SIZE(again.seq, row->seq);
    CHECK_SIZE(again.event, row->event);
    check_same_step(&again.step, &row->step);
    CHECK_SIZE(again.statements, row->statements);
    CHECK(again.has_checksum == row->has_checksum);
    CHECK(sha256_equal(&again.checksum, &row->checksum));
    check_same_step(&again.next, &row->next);
    CHECK(str_equal(again.next_snapshot, row->next_snapshot));
    CHECK(again.duration_ms == row->duration_ms);
    CHECK(str_equal(again.who, row->who));
    CHECK(str_equal(again.detail, row->detail));
    CHECK(again.at_s == 1795479424);
}

TEST(rows_survive_the_way_there_and_back)
{
    const JournalRow full = full_row();
    const JournalRow begin = {.generation = 1,
                              .run = STR("r"),
                              .seq = 1,
                              .event = JOURNAL_BEGIN,
                              .next = full.next,
                              .who = STR("w")};
    const JournalRow stopped = {
        .generation = 1, .run = STR("r"), .seq = 2, .event = JOURNAL_STOPPED, .who = STR("w")};
    const JournalRow adopted = {.generation = UINT64_MAX,
                                .run = STR("r"),
                                .seq = UINT32_MAX,
                                .event = JOURNAL_ADOPTED,
                                .step = {.migration = STR("x\ty\n\\'\xC3\xBC")},
                                .duration_ms = UINT64_MAX};

    check_round_trip(&full);
    check_round_trip(&begin);
    check_round_trip(&stopped);
    check_round_trip(&adopted);
}

TEST(the_texts_of_a_row)
{
    static const char *const wanted[COLUMN_WRITTEN_COUNT] = {
        [COLUMN_GENERATION] = "7",
        [COLUMN_RUN] = "0123456789abcdef",
        [COLUMN_SEQ] = "3",
        [COLUMN_EVENT] = "done",
        [COLUMN_MIGRATION] = "0002_b",
        [COLUMN_CHECKSUM] = HASH_B,
        [COLUMN_STATEMENT] = "4",
        [COLUMN_STATEMENTS] = "9",
        [COLUMN_HASH] = HASH_A,
        [COLUMN_NEXT_MIGRATION] = "0002_b",
        [COLUMN_NEXT_STATEMENT] = "5",
        [COLUMN_NEXT_HASH] = HASH_C,
        [COLUMN_NEXT_SNAPSHOT] = "absent",
        [COLUMN_WHO] = "deploy@host",
        [COLUMN_DETAIL] = "42P07",
        [COLUMN_DURATION_MS] = "1234",
    };
    SCOPED_ARENA arena = {0};
    const JournalRow row = full_row();
    Str fields[COLUMN_WRITTEN_COUNT];

    journal_row_fields(&row, &arena, fields);

    for (size_t column = 0; column < COLUMN_WRITTEN_COUNT; column++)
        CHECK_TEXT(str_terminate(&arena, fields[column]), wanted[column]);
}

TEST(what_a_row_does_not_have_is_empty)
{
    SCOPED_ARENA arena = {0};
    JournalRow row = full_row();
    Str fields[COLUMN_WRITTEN_COUNT];

    row.has_checksum = false;
    row.step.statement = 0;
    row.next.statement = 0;
    journal_row_fields(&row, &arena, fields);
    CHECK_SIZE(fields[COLUMN_CHECKSUM].size, 0);
    CHECK_SIZE(fields[COLUMN_HASH].size, 0);
    CHECK_SIZE(fields[COLUMN_NEXT_MIGRATION].size, 0);
    CHECK_SIZE(fields[COLUMN_NEXT_HASH].size, 0);
    CHECK_SIZE(fields[COLUMN_NEXT_SNAPSHOT].size, 0);
}

/* A table that has the columns in another order than the list says would be silent damage. */
TEST(the_list_of_columns_has_the_order_of_the_enum)
{
    static const char *const names[COLUMN_WRITTEN_COUNT] = {
        "generation",    "run",        "seq",    "event",          "migration",      "checksum",
        "statement",     "statements", "hash",   "next_migration", "next_statement", "next_hash",
        "next_snapshot", "who",        "detail", "duration_ms"};
    Str rest = STR(JOURNAL_COLUMNS_WRITTEN);

    for (size_t column = 0; column < COLUMN_WRITTEN_COUNT; column++)
        CHECK(str_equal(str_trim(str_cut(&rest, ',')), str_from(names[column])));

    CHECK_SIZE(rest.size, 0);
}

TEST(empty_numbers_are_zero)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Str fields[COLUMN_COUNT] = {[COLUMN_EVENT] = STR("stopped")};
    JournalRow row;

    CHECK(journal_row_parse(fields, COLUMN_COUNT, &row, &err));
    CHECK(row.generation == 0 && row.seq == 0 && row.duration_ms == 0 && row.at_s == 0);
    CHECK(!row.has_checksum);
    CHECK_SIZE(row.next.statement, 0);
}

TEST(garbage_is_refused)
{
    static const struct
    {
        JournalColumn column;
        const char *text;
    } cases[] = {
        {COLUMN_GENERATION, "-1"},
        {COLUMN_GENERATION, "18446744073709551616"},
        {COLUMN_GENERATION, "1.0"},
        {COLUMN_SEQ, "4294967296"},
        {COLUMN_SEQ, "x"},
        {COLUMN_EVENT, ""},
        {COLUMN_EVENT, "finished"},
        {COLUMN_CHECKSUM, "abc"},
        {COLUMN_CHECKSUM, HASH_A "a"},
        {COLUMN_STATEMENT, "4294967296"},
        {COLUMN_STATEMENTS, " 1"},
        {COLUMN_HASH, "zzaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
        {COLUMN_NEXT_STATEMENT, "1e3"},
        {COLUMN_NEXT_HASH, "0"},
        {COLUMN_DURATION_MS, "1s"},
        {COLUMN_AT, "2026-11-24"},
        {COLUMN_AT, "-1"},
        {COLUMN_AT, "9223372036854775808"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        const JournalRow full = full_row();
        JournalRow row = {.seq = 42};
        Str fields[COLUMN_COUNT];

        read_back(&full, "1", &arena, fields);
        fields[cases[index].column] = str_from(cases[index].text);
        CHECK(!journal_row_parse(fields, COLUMN_COUNT, &row, &err));
        CHECK(err.kind == ERROR_LEDGER);
        CHECK_TEXT(err.message, "the journal holds a row that pawl did not write");
        CHECK(strstr(err.hint, JOURNAL_TABLE) != NULL);
        CHECK_SIZE(row.seq, 42);
    }
}

TEST(a_row_of_another_width_is_refused)
{
    SCOPED_ARENA arena = {0};
    const JournalRow full = full_row();
    Str fields[COLUMN_COUNT];
    JournalRow row;

    read_back(&full, "1", &arena, fields);

    for (size_t count = 0; count <= COLUMN_COUNT + 1; count++)
    {
        Error err = ERROR_INIT(&arena);

        CHECK(journal_row_parse(fields, count, &row, &err) == (count == COLUMN_COUNT));
    }
}
