/* Unit tests of source/script.c. */
#include "source/script.h"

#include "harness/test.h"

TEST(the_next_journaled_statement_is_no_session_statement)
{
    Statement statements[] = {
        {.flags = STATEMENT_SESSION},    {.flags = 0},
        {.flags = STATEMENT_SESSION},    {.flags = STATEMENT_SESSION | STATEMENT_IDEMPOTENT},
        {.flags = STATEMENT_IDEMPOTENT}, {.flags = STATEMENT_SESSION},
    };
    const Script script = {.statements = statements, .count = LENGTH_OF(statements)};
    static const size_t next[] = {1, 1, 4, 4, 4, 6, 6};

    for (size_t index = 0; index < LENGTH_OF(next); index++)
        CHECK_SIZE(script_next_journaled(&script, index), next[index]);
}

TEST(an_empty_script_has_none)
{
    CHECK_SIZE(script_next_journaled(&(Script){0}, 0), 0);
}
