/* Unit tests of engines/clickhouse/parse/lex.c: one row for every lexical form. */
#include "engines/clickhouse/parse/lex.h"

#include <stdio.h>
#include <string.h>

#include "harness/test.h"
#include "unit/clickhouse/invariants.h"
#include "unit/clickhouse/nasty.h"

/* One letter for each kind, in the order of ClickhouseTokenKind. */
static const char LETTERS[] = "$_-#wnsq(),.;+!";

static void
check_kinds(Str text, const char *want, bool nested)
{
    SCOPED_BUF kinds = {0};
    ClickhouseLexer lexer = clickhouse_lexer(text, nested);
    ClickhouseToken token = clickhouse_lex(&lexer);

    for (; token.kind != CLICKHOUSE_TOKEN_END; token = clickhouse_lex(&lexer))
        buf_append_char(&kinds, LETTERS[token.kind]);

    if (strcmp(buf_text(&kinds), want) != 0)
        (void)fprintf(stderr, "input: " STR_FORMAT "\n", STR_ARGS(text));

    CHECK_TEXT(buf_text(&kinds), want);
}

typedef struct KindsCase
{
    Str text;
    const char *kinds;
} KindsCase;

#define CHECK_CASES(cases_)                                                                        \
    for (size_t case_index = 0; case_index < LENGTH_OF(cases_); case_index++)                      \
    check_kinds((cases_)[case_index].text, (cases_)[case_index].kinds, true)

TEST(comments_end_where_the_server_ends_them)
{
    static const KindsCase cases[] = {
        {TEXT("-- a;b"), "-"},       {TEXT("5--1"), "n-"},        {TEXT("--a\rb;\nc"), "-_w"},
        {TEXT("--\r\nc"), "-_w"},    {TEXT("--a\\\nb"), "-_w"},   {TEXT("// a;\nb"), "#_w"},
        {TEXT("1 / 2"), "n_+_n"},    {TEXT("# a;\nb"), "#_w"},    {TEXT("#!a;\nb"), "#_w"},
        {TEXT("#a"), "+w"},          {TEXT("#\ta"), "+_w"},       {TEXT("#"), "+"},
        {TEXT("/* ; */a"), "#w"},    {TEXT("/**/a"), "#w"},       {TEXT("/*/ a */b"), "#w"},
        {TEXT("/* 'a */b'"), "#w!"}, {TEXT("a-/**/-b"), "w+#+w"}, {TEXT("a->b"), "w++w"},
        {TEXT("/*"), "!"},           {TEXT("/* a *"), "!"},       {TEXT("a */ b"), "w_++_w"},
    };

    CHECK_CASES(cases);
}

TEST(comments_nest_since_20_10)
{
    const Str text = STR("/* /* ; */ ; */");

    check_kinds(text, "#", true);
    check_kinds(text, "#_;_++", false);
    check_kinds(STR("/* /* */"), "!", true);
    check_kinds(STR("/* /* */"), "#", false);
    check_kinds(STR("/*/**/*/"), "#", true);

    CHECK(clickhouse_nests_comments(0));
    CHECK(clickhouse_nests_comments(2010));
    CHECK(clickhouse_nests_comments(2607));
    CHECK(!clickhouse_nests_comments(2009));
    CHECK(!clickhouse_nests_comments(1816));
}

TEST(quotes_end_where_the_server_ends_them)
{
    static const KindsCase cases[] = {
        {TEXT("'a;b'c"), "sw"},
        {TEXT("'it''s;'c"), "sw"},
        {TEXT("'a\\';'c"), "sw"},
        {TEXT("'\\\\';"), "s;"},
        {TEXT("'a\n;\n'"), "s"},
        {TEXT("''"), "s"},
        {TEXT("'''"), "!"},
        {TEXT("'a\\'"), "!"},
        {TEXT("'a\\"), "!"},
        {TEXT("'"), "!"},
        {TEXT("`a``;b`c"), "qw"},
        {TEXT("`a\\`;b`c"), "qw"},
        {TEXT("`a;"), "!"},
        {TEXT("\"a\"\";b\"c"), "qw"},
        {TEXT("\"a\\\";b\"c"), "qw"},
        {TEXT("\"a;'"), "!"},
        {TEXT("'a\0;'b"), "sw"},
        {TEXT("\xE2\x80\x98"
              "a;'\\\xE2\x80\x99"
              "b"),
         "sw"},
        {TEXT("\xE2\x80\x98\xE2\x80\x99"), "s"},
        {TEXT("\xE2\x80\x9C"
              "a;\xE2\x80\x9D"
              "b"),
         "qw"},
        {TEXT("\xE2\x80\x98"
              "a;\xE2\x80\x9D"),
         "!"},
        {TEXT("\xE2\x80\x98"), "!"},
        {TEXT("x'3b'a"), "sw"},
        {TEXT("B'01'"), "s"},
        {TEXT("x'3;'"), "!"},
        {TEXT("b'2'"), "!"},
        {TEXT("ax'3;'"), "ws"},
        {TEXT("x '3;'"), "w_s"},
        {TEXT("x''"), "s"},
    };

    CHECK_CASES(cases);
}

TEST(heredocs_need_a_word_for_a_tag_and_a_close)
{
    static const KindsCase cases[] = {
        {TEXT("$$a;'b$$c"), "sw"},
        {TEXT("$t$a;$$;$t$c"), "sw"},
        {TEXT("$1$;$1$"), "s"},
        {TEXT("$t$ ; $T$"), "!"},
        {TEXT("$t$ ;"), "!"},
        {TEXT("$$ ;"), "!"},
        {TEXT("a; $t$$t ;"), "w;_!"},
        {TEXT("$a b$ ; $a b$"), "w_w_;_w_w"},
        {TEXT("a$t$;a$t$"), "w;w"},
        {TEXT("1a$$;$$"), "ws"},
        {TEXT("1$$;$$"), "ns"},
        {TEXT("$"), "+"},
        {TEXT("$;$"), "+;+"},
        {TEXT("$\xC3\xA9$;$\xC3\xA9$"), "++"
                                        "+;"
                                        "++"
                                        "+"},
        {TEXT("$$$;$$"), "s"},
    };

    CHECK_CASES(cases);
}

TEST(numbers_end_before_a_comment_or_swallow_its_dash)
{
    static const KindsCase cases[] = {
        {TEXT("1e--1;\n"), "n+n;_"},
        {TEXT("1e-"), "n+"},
        {TEXT("1_e--1;\n"), "w-_"},
        {TEXT("1_0e--1;\n"), "n+n;_"},
        {TEXT("0xe--1;\n"), "n-_"},
        {TEXT("0x1p--1;\n"), "n+n;_"},
        {TEXT("0x1.8p-3"), "n"},
        {TEXT("0b101"), "n"},
        {TEXT("0b2"), "w"},
        {TEXT("0x"), "w"},
        {TEXT("1.5e--1;\n"), "n+n;_"},
        {TEXT("1.5_0"), "n"},
        {TEXT("1.5x"), "n"},
        {TEXT("(.5e--1;\n"), "(n+n;_"},
        {TEXT("a.5e--1;\n"), "w.w-_"},
        {TEXT("a .5e--1;\n"), "w_.w-_"},
        {TEXT("(a).1e--1;\n"), "(w).w-_"},
        {TEXT("{a}.1e--1;\n"), "(w)n+n;_"},
        {TEXT("[a].1.2"), "(w).n.n"},
        {TEXT("t.1.2.3"), "w.n.n.n"},
        {TEXT(".e--1;\n"), "n+n;_"},
        {TEXT("a; .e--1;\n"), "w;_n+n;_"},
        {TEXT("(.a"), "(.w"},
        {TEXT("1st"), "w"},
        {TEXT("1_"), "w"},
        {TEXT("1__2"), "w"},
        {TEXT("12.34.56"), "n.n"},
    };

    CHECK_CASES(cases);
}

TEST(space_beyond_ascii_is_space)
{
    static const KindsCase cases[] = {
        {TEXT("a\xC2\xA0"
              "b"),
         "w_w"},
        {TEXT("a\xC2\x85"
              "b"),
         "w_w"},
        {TEXT("a\xE3\x80\x80"
              "b"),
         "w_w"},
        {TEXT("\xEF\xBB\xBF"
              "a"),
         "_w"},
        {TEXT("a\xEF\xBB\xBF;"), "w_;"},
        {TEXT("a\xE2\x80\x83"
              "b"),
         "w_w"},
        {TEXT("a\xE2\x80\x8B"
              "b"),
         "w_w"},
        {TEXT("a\xE2\x81\xA0"
              "b"),
         "w_w"},
        {TEXT("a\xE1\xA0\x8E"
              "b"),
         "w_w"},
        {TEXT("a\xE1\x9A\x80"
              "b"),
         "w+w"}, /* U+1680 is not skipped */
        {TEXT("a\xE0\x82\xA0"
              "b"),
         "w+w"},                   /* a longer form of U+00A0 */
        {TEXT("a\xE2\x80"), "w+"}, /* cut short */
        {TEXT("a\xE2\x88\x92"
              "1"),
         "w+n"}, /* minus sign */
        {TEXT("\xF0\x9F\x98\x80;"), "+;"},
        {TEXT("\xC2;"), "+;"},
        {TEXT(" \t\r\n\v\f"), "_"},
    };

    CHECK_CASES(cases);
}

TEST(what_no_server_accepts_is_an_error_with_a_reason)
{
    static const KindsCase cases[] = {
        {TEXT("a\0;"), "w!;"},
        {TEXT("a\\G;"), "w!;"},
        {TEXT("a\\g;"), "w+w;"},
        {TEXT("a \xE2\x80\x94 b"), "w_!_w"},
        {TEXT("-- \\G \0 \xE2\x80\x94\na"), "-_w"},
    };

    CHECK_CASES(cases);

    ClickhouseLexer lexer = clickhouse_lexer(STR("'abc"), true);

    CHECK_TEXT(clickhouse_lex(&lexer).reason, "unterminated string");
}

TEST(punctuation_is_one_byte_each)
{
    static const KindsCase cases[] = {
        {TEXT("([{}]),;"), "((()))"
                           ",;"},
        {TEXT("a::b"), "w++w"},
        {TEXT("{name:Array(String)}"), "(w+w(w))"},
        {TEXT("a||b<=c"), "w++w++w"},
        {TEXT("db.t"), "w.w"},
        {TEXT("db . `t`"), "w_._q"},
    };

    CHECK_CASES(cases);
}

TEST(names_lose_their_quotes)
{
    static const struct
    {
        const char *text;
        const char *name;
    } cases[] = {
        {"plain", "plain"},
        {"`a b`", "a b"},
        {"`a``b`", "a`b"},
        {"\"a\"\"b\"", "a\"b"},
        {"\"a``b\"", "a``b"},
        {"`a\\`b\\\\c`", "a`b\\c"},
        {"`\\x41\\n\\t`", "A\n\t"},
        {"`\\d`", "\\d"},
        {"`\\x4`", "\\x4"},
        {"\xE2\x80\x9C"
         "a\\`b\xE2\x80\x9D",
         "a\\`b"},
        {"``", ""},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        ClickhouseLexer lexer = clickhouse_lexer(str_from(cases[index].text), true);
        const ClickhouseToken token = clickhouse_lex(&lexer);

        CHECK_TEXT(str_terminate(&arena, clickhouse_token_name(&token, &arena)), cases[index].name);
        CHECK_SIZE(lexer.offset, strlen(cases[index].text));
    }
}

/* Where a tag has no close, that is found out once: the rest of the text is one token. */
TEST(tags_without_a_close_cost_one_search)
{
    enum
    {
        TAGS = 100000,
    };
    SCOPED_BUF text = {0};
    size_t tokens = 0;

    for (unsigned tag = 0; tag < TAGS; tag++)
        buf_printf(&text, "$t%u$ ", tag);

    ClickhouseLexer lexer = clickhouse_lexer(buf_str(&text), true);

    while (clickhouse_lex(&lexer).kind != CLICKHOUSE_TOKEN_END)
        tokens++;

    CHECK_SIZE(tokens, 1);
}

TEST(words_match_in_any_case_and_only_whole)
{
    ClickhouseLexer lexer = clickhouse_lexer(STR("SeLecT `select` selects"), true);
    ClickhouseToken token = clickhouse_lex_significant(&lexer);

    CHECK(clickhouse_token_is(&token, STR("SELECT")));
    token = clickhouse_lex_significant(&lexer);
    CHECK(!clickhouse_token_is(&token, STR("SELECT")));
    CHECK(!clickhouse_token_is(&token, STR("`SELECT`")));
    token = clickhouse_lex_significant(&lexer);
    CHECK(!clickhouse_token_is(&token, STR("SELECT")));
    token = clickhouse_lex_significant(&lexer);
    CHECK(token.kind == CLICKHOUSE_TOKEN_END);
}

TEST(tokens_of_nasty_inputs_are_the_input)
{
    for (size_t index = 0; index < LENGTH_OF(NASTY); index++)
    {
        CHECK(broken_by_lexer(NASTY[index], true) == NULL);
        CHECK(broken_by_lexer(NASTY[index], false) == NULL);

        /* and of every prefix */
        for (size_t size = 0; size < NASTY[index].size; size++)
            CHECK(broken_by_lexer(str_slice(NASTY[index], 0, size), true) == NULL);
    }
}
