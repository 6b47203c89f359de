/* Unit tests of source/place.c. */
#include "source/place.h"

#include "base/buf.h"

#include "harness/test.h"

typedef struct PlaceCase
{
    Str text;
    size_t offset;
    unsigned line;
    unsigned column;
    const char *excerpt;
} PlaceCase;

#define TEXT(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static void
check_place(const PlaceCase *expected)
{
    SCOPED_ARENA arena = {0};
    const ErrorPlace place = place_of("1.sql", expected->text, expected->offset, &arena);

    CHECK_TEXT(place.excerpt, expected->excerpt);
    CHECK_TEXT(place.file, "1.sql");
    CHECK_SIZE(place.line, expected->line);
    CHECK_SIZE(place.column, expected->column);
}

TEST(the_caret_is_below_its_byte)
{
    static const PlaceCase cases[] = {
        {TEXT("ab"), 0, 1, 1, "    1 | ab\n      | ^\n"},
        {TEXT("ab"), 1, 1, 2, "    1 | ab\n      |  ^\n"},
        {TEXT("a\nb\nc\nd\ne\n"), 4, 3, 1,
         "    1 | a\n    2 | b\n    3 | c\n      | ^\n    4 | d\n"},
        {TEXT("a\nb\nc"), 0, 1, 1, "    1 | a\n      | ^\n    2 | b\n"},
        {TEXT("a\nb\nc"), 4, 3, 1, "    1 | a\n    2 | b\n    3 | c\n      | ^\n"},
        {TEXT("a\nbc\n"), 3, 2, 2, "    1 | a\n    2 | bc\n      |  ^\n"},
        {TEXT("\n\nx"), 0, 1, 1, "    1 | \n      | ^\n    2 | \n"},
        {TEXT("\n\nx"), 1, 2, 1, "    1 | \n    2 | \n      | ^\n    3 | x\n"},
        /* On the line feed itself: just behind the line's last byte. */
        {TEXT("ab\ncd"), 2, 1, 3, "    1 | ab\n      |   ^\n    2 | cd\n"},
        /* A CR before it is not shown, and counts. */
        {TEXT("ab\r\ncd\r\n"), 5, 2, 2, "    1 | ab\n    2 | cd\n      |  ^\n"},
        {TEXT("ab\r\ncd\r\n"), 3, 1, 4, "    1 | ab\n      |    ^\n    2 | cd\n"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_place(&cases[index]);
}

/* What ends too early is at fault where the file ends; the caret must not be missing there. */
TEST(the_end_of_the_text_is_a_place_too)
{
    static const PlaceCase cases[] = {
        {TEXT(""), 0, 1, 1, "    1 | \n      | ^\n"},
        {TEXT("ab"), 2, 1, 3, "    1 | ab\n      |   ^\n"},
        {TEXT("a\nbc"), 4, 2, 3, "    1 | a\n    2 | bc\n      |   ^\n"},
        {TEXT("ab\n"), 3, 2, 1, "    1 | ab\n    2 | \n      | ^\n"},
        {TEXT("a\nb\nc\n"), 6, 4, 1, "    2 | b\n    3 | c\n    4 | \n      | ^\n"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_place(&cases[index]);
}

TEST(tabs_stay_tabs)
{
    static const PlaceCase cases[] = {
        {TEXT("\tab"), 1, 1, 2, "    1 | \tab\n      | \t^\n"},
        {TEXT("a\tb\tc"), 4, 1, 5, "    1 | a\tb\tc\n      |  \t \t^\n"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_place(&cases[index]);
}

TEST(a_character_of_several_bytes_takes_one_column_of_the_caret)
{
    static const PlaceCase cases[] = {
        {TEXT("\xC3\xBC x"), 3, 1, 4, "    1 | \xC3\xBC x\n      |   ^\n"},
        {TEXT("'\xE2\x82\xAC\xF0\x9F\x98\x80'x"), 9, 1, 10,
         "    1 | '\xE2\x82\xAC\xF0\x9F\x98\x80'x\n      |     ^\n"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        check_place(&cases[index]);
}

/* The shown part of a line without its number, and the caret's column in it. */
static Str
shown_line(const char *excerpt, size_t *ret_caret)
{
    Str rest = str_from(excerpt);
    const Str line = str_cut(&rest, '\n');
    const Str caret = str_cut(&rest, '\n');

    *ret_caret = str_find_char(caret, 0, '^') - (sizeof("      | ") - 1);

    return str_slice(line, sizeof("    1 | ") - 1, line.size);
}

TEST(of_a_long_line_the_part_around_the_place_is_shown)
{
    char line[1000];

    for (size_t at = 0; at < sizeof(line); at++)
        line[at] = (char)('a' + at % 26);

    for (size_t offset = 0; offset < sizeof(line); offset++)
    {
        SCOPED_ARENA arena = {0};
        const Str text = {.data = line, .size = sizeof(line)};
        const ErrorPlace place = place_of("1.sql", text, offset, &arena);
        size_t caret = 0;
        const Str shown = shown_line(place.excerpt, &caret);

        CHECK(shown.size <= 120);
        CHECK(caret < shown.size);
        CHECK(shown.data[caret] == line[offset]);
        CHECK_SIZE(place.column, offset + 1);
    }
}

TEST(a_long_line_is_never_cut_inside_a_character)
{
    SCOPED_BUF line = {0};

    buf_append_char(&line, 'x');
    for (int count = 0; count < 400; count++)
        buf_append(&line, count % 3 == 0 ? STR("\xE2\x82\xAC") : STR("\xC3\xBC"));

    for (size_t offset = 0; offset <= line.size; offset++)
    {
        SCOPED_ARENA arena = {0};
        const ErrorPlace place = place_of("1.sql", buf_str(&line), offset, &arena);
        const Str excerpt = str_from(place.excerpt);

        CHECK_SIZE(str_utf8_error(excerpt), excerpt.size);
    }
}

TEST(neighbours_of_a_long_line_are_shown_from_the_same_column_on)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF text = {0};

    buf_append(&text, STR("short\n"));
    for (int count = 0; count < 100; count++)
        buf_append(&text, STR("0123456789"));
    buf_append(&text, STR("\nshort too\n"));

    const ErrorPlace place = place_of("1.sql", buf_str(&text), 6 + 500, &arena);

    CHECK(str_starts_with(str_from(place.excerpt), STR("    1 | \n    2 | 0123")));
    CHECK(str_ends_with(str_from(place.excerpt), STR("^\n    3 | \n")));
    CHECK_SIZE(place.line, 2);
    CHECK_SIZE(place.column, 501);
}

/* Dumps have them; the caret must not move aside when the number grows. */
TEST(line_numbers_of_six_digits_keep_the_caret_in_place)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF text = {0};

    for (int line = 0; line < 123455; line++)
        buf_append_char(&text, '\n');

    buf_append(&text, STR("ab\n"));

    const ErrorPlace place = place_of("1.sql", buf_str(&text), text.size - 2, &arena);

    CHECK_SIZE(place.line, 123456);
    CHECK_TEXT(place.excerpt, "123454 | \n123455 | \n123456 | ab\n       |  ^\n");
}

TEST(bytes_that_are_no_text_do_no_harm)
{
    static const char bytes[] = "\xFF\x80\0\x80\n\r\n\0\xC3";

    for (size_t offset = 0; offset < sizeof(bytes); offset++)
    {
        SCOPED_ARENA arena = {0};
        const Str text = {.data = bytes, .size = sizeof(bytes) - 1};

        CHECK(place_of("1.sql", text, offset, &arena).line > 0);
    }
}

TEST(an_error_gets_its_place)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);

    CHECK(!place_error(&err, "d/1.sql", STR("a\nbc"), 3, "no %s", "end"));
    CHECK(err.kind == ERROR_SOURCE);
    CHECK_TEXT(err.message, "no end");
    CHECK_TEXT(err.place.file, "d/1.sql");
    CHECK_SIZE(err.place.line, 2);
    CHECK_SIZE(err.place.column, 2);
}
