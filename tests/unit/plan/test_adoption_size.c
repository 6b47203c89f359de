/* Unit tests of plan/adoption.c: many rows, counted comparisons. */
#include "plan/adoption.h"

#include "harness/test.h"

enum
{
    ROWS = 50000,
    COMPARISONS_PER_ROW = 16,
};

static size_t comparisons;

bool __real_str_equal(Str left, Str right);
bool __wrap_str_equal(Str left, Str right);

bool
__wrap_str_equal(Str left, Str right)
{
    comparisons++;

    return __real_str_equal(left, right);
}

/* Each twice, so that those without a file have to be found again. */
TEST(rows_without_files_are_found_without_looking_at_all_of_them)
{
    SCOPED_ARENA arena = {0};
    ATTR_CLEANUP(ledger_done) Ledger ledger;
    Error err = ERROR_INIT(&arena);
    const Source source = {.directory = "a", .format = &format_goose};
    HistoryRow *rows = ARENA_ARRAY(&arena, HistoryRow, ROWS);
    const AdoptionRequest request = {.source = &source,
                                     .ledger = &ledger,
                                     .table = history_table(STR("goose_db_version")),
                                     .rows = rows,
                                     .row_count = ROWS};
    Adoption adoption;

    ledger_init(&ledger, &arena);

    /* None of them is applied any more: the last row of a number counts. */
    for (unsigned index = 0; index < ROWS; index++)
        rows[index] =
            (HistoryRow){.number = str_from(arena_printf(&arena, "%u", index % (ROWS / 2) + 1)),
                         .state = index < ROWS / 2 ? HISTORY_APPLIED : HISTORY_NOT_APPLIED};

    comparisons = 0;
    CHECK(adoption_decide(&request, &arena, &adoption, &err));
    CHECK_SIZE(adoption.count, 0);
    CHECK(comparisons > ROWS / 2);
    CHECK(comparisons <= (size_t)ROWS * COMPARISONS_PER_ROW);
}
