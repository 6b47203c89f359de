/*
 * mark.c
 *    What a migration tells pawl in a comment: `-- pawl: WORD [TEXT]`.
 */
#include "source/mark.h"

static const struct
{
    Str word;
    MarkKind kind;
    bool has_argument;
} MARKS[] = {
    {{"no-transaction", 14}, MARK_NO_TRANSACTION, false},
    {{"repeatable", 10}, MARK_REPEATABLE, false},
    {{"idempotent", 10}, MARK_IDEMPOTENT, false},
    {{"done-when", 9}, MARK_DONE_WHEN, true},
    {{"end", 3}, MARK_END, false},
};

Mark
mark_parse(Str comment)
{
    Str rest = comment;

    while (str_starts_with(rest, STR("-")))
        rest = str_slice(rest, 1, rest.size);

    rest = str_trim(rest);

    if (!str_starts_with(rest, STR("pawl:")))
        return (Mark){.kind = MARK_NONE};

    rest = str_trim(str_slice(rest, sizeof("pawl:") - 1, rest.size));

    const Str word = str_cut(&rest, ' ');
    const Str argument = str_trim(rest);

    for (size_t index = 0; index < LENGTH_OF(MARKS); index++)
    {
        if (str_equal(word, MARKS[index].word) && MARKS[index].has_argument == (argument.size > 0))
            return (Mark){.kind = MARKS[index].kind, .argument = argument};
    }

    return (Mark){.kind = MARK_UNKNOWN, .argument = word};
}

const char *
mark_words(void)
{
    return "no-transaction, repeatable, idempotent, done-when QUERY, end";
}
