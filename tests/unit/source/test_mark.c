/* Unit tests of source/mark.c. */
#include "source/mark.h"

#include "harness/test.h"

TEST(every_comment_is_a_mark_or_none)
{
    static const struct
    {
        const char *comment;
        MarkKind kind;
        const char *argument;
    } cases[] = {
        {"-- pawl: no-transaction", MARK_NO_TRANSACTION, ""},
        {"--pawl:no-transaction", MARK_NO_TRANSACTION, ""},
        {"--  pawl:   no-transaction \t ", MARK_NO_TRANSACTION, ""},
        {"-- pawl: no-transaction\r", MARK_NO_TRANSACTION, ""}, /* of a CR LF file */
        {"--- pawl: no-transaction", MARK_NO_TRANSACTION, ""},
        {"--\tpawl: idempotent", MARK_IDEMPOTENT, ""},
        {"-- pawl: done-when SELECT 1", MARK_DONE_WHEN, "SELECT 1"},
        {"-- pawl: done-when   SELECT  1 -- x ", MARK_DONE_WHEN, "SELECT  1 -- x"},
        {"-- pawl: repeatable", MARK_REPEATABLE, ""},
        {"-- pawl: end", MARK_END, ""},
        {"-- pawl: end now", MARK_UNKNOWN, "end"},
        {"-- pawl: done-when", MARK_UNKNOWN, "done-when"},
        {"-- pawl: done-when   ", MARK_UNKNOWN, "done-when"},
        {"-- pawl: idempotent yes", MARK_UNKNOWN, "idempotent"},
        {"-- pawl: no-transaction;", MARK_UNKNOWN, "no-transaction;"},
        {"-- pawl: No-Transaction", MARK_UNKNOWN, "No-Transaction"},
        {"-- pawl: no_transaction", MARK_UNKNOWN, "no_transaction"},
        {"-- pawl: idempotents", MARK_UNKNOWN, "idempotents"},
        {"-- pawl:", MARK_UNKNOWN, ""},
        {"-- pawl: ", MARK_UNKNOWN, ""},
        {"--", MARK_NONE, ""},
        {"-- ", MARK_NONE, ""},
        {"", MARK_NONE, ""},
        {"-- pawl", MARK_NONE, ""},
        {"-- see pawl: no-transaction", MARK_NONE, ""},
        {"-- pawls: x", MARK_NONE, ""},
        {"-- create table", MARK_NONE, ""},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        const Mark mark = mark_parse(str_from(cases[index].comment));

        CHECK_TEXT(str_terminate(&arena, mark.argument), cases[index].argument);
        CHECK_SIZE(mark.kind, cases[index].kind);
    }
}

TEST(every_word_that_is_offered_is_known)
{
    Str rest = str_from(mark_words());
    size_t count = 0;

    while (rest.size > 0)
    {
        SCOPED_ARENA arena = {0};
        const Str word = str_trim(str_cut(&rest, ','));
        const Mark mark =
            mark_parse(str_from(arena_printf(&arena, "-- pawl: " STR_FORMAT, STR_ARGS(word))));

        CHECK(mark.kind != MARK_NONE && mark.kind != MARK_UNKNOWN);
        count++;
    }

    CHECK_SIZE(count, 5);
}
