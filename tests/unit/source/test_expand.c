/* Unit tests of source/expand.c and source/substitution.c: there, and the way back. */
#include "source/expand.h"

#include <string.h>

#include "harness/test.h"

static const char *const environment[] = {
    "WIDE=\303\251b", "NAME=value",           "EMPTY=", "SEMI=a; b",
    "N2=${NAME}",     "SECRET=correct horse", NULL};

typedef struct ExpandCase
{
    const char *text;
    const char *braces; /* expanded where only ${...} counts; NULL: an error */
    const char *shell;  /* expanded as goose does; NULL: an error */
} ExpandCase;

static bool
expand_with(const char *text, bool shell, Arena *arena, Str *ret_text, Substitutions *ret_list,
            Error *err)
{
    const ExpandRules rules = {.open = STR("${"),
                               .close = STR("}"),
                               .shell = shell,
                               .value = expand_environment,
                               .context = environment};
    const ExpandRequest request = {.path = "a.sql", .text = str_from(text), .rules = &rules};

    return expand_text(&request, arena, ret_text, ret_list, err);
}

static void
check_expanded(const char *text, bool shell, const char *expected)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Substitutions list;
    Str result;

    if (!expand_with(text, shell, &arena, &result, &list, &err))
    {
        CHECK(err.kind == ERROR_SOURCE && err.place.line > 0);
        CHECK_TEXT(expected == NULL ? text : "expanded", expected == NULL ? text : "refused");
        return;
    }

    CHECK_TEXT(str_terminate(&arena, result), expected);

    /* Every value leads back to its variable, and what is between them to itself. */
    for (size_t index = 0; index < list.count; index++)
    {
        const Substitution *one = &list.list[index];
        const size_t at = (size_t)(one->value.data - result.data);

        CHECK_SIZE(substitution_origin(&list, result, at),
                   (size_t)(one->variable.data - list.original.data) +
                       (one->value.size == 0 ? one->variable.size : 0));
        /* Where an empty value follows, both ends are at the same place. */
        CHECK(substitution_origin(&list, result, at + one->value.size) >=
              (size_t)(one->variable.data - list.original.data) + one->variable.size);
    }

    CHECK(str_equal(substitution_slice(&list, result, result), str_from(text)));
}

TEST(variables_are_replaced)
{
    static const ExpandCase cases[] = {
        {"", "", ""},
        {"a ${NAME} b${NAME}", "a value bvalue", "a value bvalue"},
        {"${NAME}${EMPTY}${NAME}", "valuevalue", "valuevalue"},
        {"$NAME, $1, $", "$NAME, $1, $", "value, $1, $"},
        {"$$ ${NAME} $$", "$$ value $$", "$ value $"},
        {"\\${NAME} \\\\$NAME \\n", "\\value \\\\$NAME \\n", "${NAME} \\\\value \\n"},
        {"${NO:-x} ${NO-x} ${NO:-}", "x x ", "x x "},
        {"${EMPTY:-x} ${EMPTY-x}", "x ", "x "},
        {"${NO:-${NAME}} ${NO:-a${NO:-b}c}", "value abc", "value abc"},
        {"${NAME:-${NO}}", "value", "value"},
        {"${N2}", "${NAME}", "${NAME}"},
        {"${NAME", "${NAME", "${NAME"},
        {"}{ ${SEMI}", "}{ a; b", "}{ a; b"},
        {"${NO}", NULL, NULL},
        {"\n ${NO:-${NO}}", NULL, NULL},
        {"${NO?why}", NULL, NULL},
        {"${}", NULL, NULL},
        {"${NO?why ${NO}}", NULL, NULL},
        {"${EMPTY:?why}", NULL, NULL},
        {"[${EMPTY?why}] ${NAME:?why}", "[] value", "[] value"},
        /* Slices, as goose's library has them. */
        {"${NAME:3} ${NAME:0} ${NAME: -2}", "ue value ue", "ue value ue"},
        {"${NAME:1:2} ${NAME:1:0} ${NAME:1:-1} ${NAME: -3:2}", "al  alu lu", "al  alu lu"},
        {"[${NAME:9}] ${NAME: -9} ${NAME:3:9} [${NAME:3:-4}] [${NAME:9:9}]", "[] value ue [] []",
         "[] value ue [] []"},
        {"[${EMPTY:1:2}]", "[]", "[]"},
        {"${NO:1:2}", NULL, NULL},
        {"${NAME:}", NULL, NULL},
        {"${NAME:x}", NULL, NULL},
        {"${NAME:1:}", NULL, NULL},
        {"${NAME:1:2:3}", NULL, NULL},
        {"${NAME:+x}", NULL, NULL},
        {"${WIDE:0:1}", NULL, NULL},
        {"${WIDE:2}", "b", "b"},
        {"${NAME+x}", NULL, NULL},
        {"${1}", NULL, NULL},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        check_expanded(cases[index].text, false, cases[index].braces);
        check_expanded(cases[index].text, true, cases[index].shell);
    }
}

TEST(an_error_is_where_the_variable_is)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Substitutions list;
    Str text;

    CHECK(!expand_with("a\n  ${NO}", false, &arena, &text, &list, &err));
    CHECK_TEXT(err.message, "variable \"NO\" is not set");
    CHECK_SIZE(err.place.line, 2);
    CHECK_SIZE(err.place.column, 3);
}

TEST(defaults_are_nested_so_deep_and_no_deeper)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Substitutions list;
    const char *deep = "x";
    Str text;

    for (unsigned depth = 0; depth < 32; depth++)
        deep = arena_printf(&arena, "${NO:-%s}", deep);

    CHECK(expand_with(deep, false, &arena, &text, &list, &err) && STR_IS(text, "x"));
    CHECK(!expand_with(arena_printf(&arena, "${NO:-%s}", deep), true, &arena, &text, &list, &err));
    CHECK_TEXT(err.message, "variables are nested more than 32 deep");
}

TEST(only_the_ranges_are_looked_at)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    const ExpandRules rules = {
        .open = STR("<<"), .close = STR(">>"), .value = expand_environment, .context = environment};
    const ExpandRange ranges[] = {{2, 10}, {12, 21}};
    const ExpandRequest request = {.path = "a",
                                   .text = STR("<<<<NAME>>>>,<<NAME>><<NO>>"),
                                   .rules = &rules,
                                   .ranges = ranges,
                                   .range_count = 2};
    Substitutions list;
    Str text;

    CHECK(expand_text(&request, &arena, &text, &list, &err));
    CHECK(STR_IS(text, "<<value>>,value<<NO>>"));
    CHECK_SIZE(list.count, 2);
}

TEST(a_statement_is_known_by_its_text_in_the_file)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Substitutions list;
    Str text;

    CHECK(expand_with("x ${SEMI}; y ${NAME} z", false, &arena, &text, &list, &err));
    CHECK(STR_IS(text, "x a; b; y value z"));
    CHECK(STR_IS(substitution_slice(&list, text, str_slice(text, 8, 17)), "y ${NAME} z"));
    /* A value that holds more than one statement is in each of them. */
    CHECK(STR_IS(substitution_slice(&list, text, str_slice(text, 0, 3)), "x ${SEMI}"));
    CHECK(STR_IS(substitution_slice(&list, text, str_slice(text, 5, 6)), "${SEMI}"));
}

TEST(values_are_concealed_in_messages)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Substitutions list;
    Str text;

    CHECK(expand_with("'${SECRET}' ${NAME} ${EMPTY}", false, &arena, &text, &list, &err));
    CHECK_TEXT(substitution_conceal(&list, "near 'correct horse' and correct horses", &arena),
               "near '${SECRET}' and ${SECRET}s");
    CHECK_TEXT(substitution_conceal(&list, "a value", &arena), "a value");
    CHECK(substitution_conceal(&list, NULL, &arena) == NULL);
}
