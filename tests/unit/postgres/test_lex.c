/* Unit tests of engines/postgres/parse/lex.c and form.c. */
#include "engines/postgres/parse/lex.h"

#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "harness/test.h"
#include "unit/postgres/invariants.h"

/* One letter for each kind of token; gaps are left out. */
static const char LETTERS[] = {
    [POSTGRES_TOKEN_END] = '$',          [POSTGRES_TOKEN_SPACE] = ' ',
    [POSTGRES_TOKEN_LINE_COMMENT] = 'c', [POSTGRES_TOKEN_BLOCK_COMMENT] = 'c',
    [POSTGRES_TOKEN_WORD] = 'w',         [POSTGRES_TOKEN_QUOTED] = 'q',
    [POSTGRES_TOKEN_STRING] = 's',       [POSTGRES_TOKEN_PARAMETER] = 'p',
    [POSTGRES_TOKEN_NUMBER] = 'n',       [POSTGRES_TOKEN_OPERATOR] = 'o',
    [POSTGRES_TOKEN_OPEN] = '(',         [POSTGRES_TOKEN_CLOSE] = ')',
    [POSTGRES_TOKEN_SEMICOLON] = ';',    [POSTGRES_TOKEN_BACKSLASH] = '\\',
    [POSTGRES_TOKEN_SYMBOL] = '.',       [POSTGRES_TOKEN_ERROR] = '!',
};

typedef struct LexCase
{
    Str text;
    const char *letters;
} LexCase;

static void
letters_of(Str text, bool backslash_strings, Buf *letters)
{
    PostgresLexer lexer = {.text = text, .backslash_strings = backslash_strings};
    PostgresToken token = postgres_lex_significant(&lexer);

    buf_clear(letters);

    for (; token.kind != POSTGRES_TOKEN_END; token = postgres_lex_significant(&lexer))
        buf_append_char(letters, LETTERS[token.kind]);
}

static void
check_cases(const LexCase *cases, size_t count, bool backslash_strings)
{
    SCOPED_BUF letters = {0};

    for (size_t index = 0; index < count; index++)
    {
        const Str text = cases[index].text;

        (void)fprintf(stderr, "case " STR_FORMAT "\n", STR_ARGS(text));
        letters_of(text, backslash_strings, &letters);
        CHECK_TEXT(buf_text(&letters), cases[index].letters);
        CHECK(broken_lex_invariant(text, backslash_strings) == NULL);
    }
}

#define CASE(text_, letters_)                                                                      \
    {                                                                                              \
        {(text_), sizeof(text_) - 1}, (letters_)                                                   \
    }

TEST(comments_nest_and_end_at_either_newline)
{
    static const LexCase CASES[] = {
        CASE("a -- ;\nb", "ww"),
        CASE("a -- ;\rb", "ww"),
        CASE("a -- ;", "w"),
        CASE("--", ""),
        CASE("a/* ; */b", "ww"),
        CASE("/* /* ; */ ; */ a", "w"),
        CASE("/*/*/ ; */*/ a", "w"),
        CASE("/**/a/***/;", "w;"),
        CASE("/* -- */ ;", ";"),
        CASE("-- /*\n;", ";"),
        CASE("/*", "!"),
        CASE("/*/", "!"),
        CASE("/* /* */ ;", "!"),
    };

    check_cases(CASES, LENGTH_OF(CASES), false);
}

TEST(strings_end_where_their_prefix_says)
{
    static const LexCase CASES[] = {
        CASE("';'", "s"),          CASE("'it''s;'", "s"),
        CASE("'\\';", "s;"),       CASE("e'\\';'", "s"),
        CASE("E'\\\\';", "s;"),    CASE("E'\\", "!"),
        CASE("e'a''b\\'c;'", "s"), CASE("b'1' ;", "s;"),
        CASE("B'1''\\';", "ss;"),  CASE("x'F;'", "s"),
        CASE("n';'N'\\';", "ss;"), CASE("U&';'u&'\\';", "ss;"),
        CASE("u&a';'", "wows"),    CASE("fe'\\';", "ws;"),
        CASE("'abc", "!"),         CASE("'", "!"),
        CASE("''", "s"),           CASE("'''", "!"),
        CASE("E''", "s"),
    };

    check_cases(CASES, LENGTH_OF(CASES), false);
}

TEST(a_backslash_escapes_when_strings_do_not_conform)
{
    static const LexCase CASES[] = {
        CASE("'\\';'", "s"),   CASE("n'\\';'", "s"),  CASE("b'\\';", "s;"),
        CASE("u&'\\';", "s;"), CASE("\"\\\";", "q;"), CASE("$$\\$$;", "s;"),
    };

    check_cases(CASES, LENGTH_OF(CASES), true);
}

TEST(a_string_goes_on_behind_a_newline_with_the_same_rule)
{
    static const LexCase CASES[] = {
        CASE("'a'\n'b;'", "s"),    CASE("'a' -- ;\n  'b;'", "s"), CASE("'a'\r\n-- x\n\n'b'", "s"),
        CASE("E'a'\n'\\';'", "s"), CASE("E'a' '\\';", "ss;"),     CASE("'a' /* \n */ 'b'", "ss"),
        CASE("'a'\n--'", "s"),     CASE("'a'\n'", "!"),           CASE("'a'\n- 'b'", "sos"),
    };

    check_cases(CASES, LENGTH_OF(CASES), false);
}

TEST(identifiers_take_letters_dollars_and_quotes)
{
    static const LexCase CASES[] = {
        CASE("\";\"", "q"),
        CASE("\"a\"\"b;\"", "q"),
        CASE("U&\";\" u&\"a\"", "qq"),
        CASE("\"a", "!"),
        CASE("a$b$c _x", "ww"),
        CASE("gr\xC3\xBC\xC3\x9F"
             "e \xFC",
             "ww"),
        CASE("a.b", "w.w"),
        CASE("a\"b\"", "wq"),
    };

    check_cases(CASES, LENGTH_OF(CASES), false);
}

TEST(dollar_quotes_need_a_tag_and_room_before_it)
{
    static const LexCase CASES[] = {
        CASE("$$;$$", "s"),
        CASE("$a$;$b$;$$;$a$", "s"),
        CASE("$a$ $a $a$", "s"),
        CASE("$a$$b$$a$;", "s;"),
        CASE("$\xC3\xBC$;$\xC3\xBC$", "s"),
        CASE("a$$;$$", "w;!"),
        CASE("1$$;$$", "ns"),
        CASE("$1$$;$$", "ps"),
        CASE("$1;", "p;"),
        CASE("$1a$b$;", "p;"),
        CASE("$1a;", "p;"),
        CASE("$a;", ".w;"),
        CASE("$a-$;", ".wo.;"),
        CASE("$;", ".;"),
        CASE("$$;$", "!"),
        CASE("$A$;$a$", "!"),
    };

    check_cases(CASES, LENGTH_OF(CASES), false);
}

TEST(operators_stop_where_a_comment_begins)
{
    static const LexCase CASES[] = {
        CASE("1+/*;*/2", "non"), CASE("1<=--;\n2", "non"), CASE("*/*;*/*", "oo"),
        CASE("//*;*/1", "on"),   CASE("- - -", "ooo"),     CASE("->>'a'", "os"),
        CASE("a::b", "w..w"),    CASE("?|", "o"),          CASE("@>;", "o;"),
    };

    check_cases(CASES, LENGTH_OF(CASES), false);
}

TEST(numbers_take_the_letters_behind_them)
{
    static const LexCase CASES[] = {
        CASE("1 1.5 .5 1. 1e5", "nnnnn"),
        CASE("1e+5 1.5E-3", "nn"),
        CASE("1..2", "n.n"),
        CASE("0x1F 1_000", "nn"),
        CASE("1a$b$;", "n;"),
        CASE("1.a", "n"),
        CASE("1e;", "n;"),
        CASE("1;", "n;"),
        CASE("a[1:2]", "w.n.n."),
    };

    check_cases(CASES, LENGTH_OF(CASES), false);
}

TEST(errors_say_what_is_wrong)
{
    PostgresLexer lexer = {.text = STR("a 'b")};

    CHECK(postgres_lex_significant(&lexer).reason == NULL);
    CHECK_TEXT(postgres_lex_significant(&lexer).reason, "unterminated quoted string");
    CHECK(postgres_lex_next(&lexer).kind == POSTGRES_TOKEN_END);
    CHECK(postgres_lex_next(&lexer).kind == POSTGRES_TOKEN_END);

    lexer = (PostgresLexer){.text = STR("\0a")};
    CHECK_TEXT(postgres_lex_next(&lexer).reason, "NUL byte");
    CHECK(postgres_lex_next(&lexer).kind == POSTGRES_TOKEN_WORD);

    lexer = (PostgresLexer){.text = STR("'a\0b'")};
    CHECK_TEXT(postgres_lex_next(&lexer).reason, "NUL byte");

    lexer = (PostgresLexer){.text = STR("$a$")};
    CHECK_TEXT(postgres_lex_next(&lexer).reason, "unterminated dollar-quoted string");
}

TEST(words_are_words_in_any_case_but_not_in_quotes)
{
    PostgresLexer lexer = {.text = STR("Begin \"begin\" beginn")};

    CHECK(postgres_token_is_word(postgres_lex_peek(&lexer), STR("BEGIN")));
    CHECK(postgres_token_is_word(postgres_lex_significant(&lexer), STR("BEGIN")));
    CHECK(!postgres_token_is_word(postgres_lex_significant(&lexer), STR("BEGIN")));
    CHECK(!postgres_token_is_word(postgres_lex_significant(&lexer), STR("BEGIN")));
}

TEST(tokens_concatenated_are_the_input_for_every_pair_of_bytes)
{
    for (unsigned pair = 0; pair <= UINT16_MAX; pair++)
    {
        const char bytes[] = {(char)(pair >> 8), (char)(pair & 0xFF)};
        const Str text = {.data = bytes, .size = sizeof(bytes)};

        CHECK(broken_lex_invariant(text, (pair & 1) != 0) == NULL);
    }
}
