/* Unit tests of base/str.c. */
#include "base/str.h"

#include "harness/test.h"

TEST(numbers_are_digits_only_and_never_overflow)
{
    uint64_t value = 7;

    CHECK(str_to_u64(STR("18446744073709551615"), &value));
    CHECK(value == UINT64_MAX);
    CHECK(!str_to_u64(STR("18446744073709551616"), &value));
    CHECK(!str_to_u64(STR(""), &value));
    CHECK(!str_to_u64(STR("-1"), &value));
    CHECK(!str_to_u64(STR("1 "), &value));
    CHECK(value == UINT64_MAX);
}

TEST(cut_walks_through_fields_and_ends_empty)
{
    Str rest = STR("a\t\tb");

    CHECK(STR_IS(str_cut(&rest, '\t'), "a"));
    CHECK(STR_IS(str_cut(&rest, '\t'), ""));
    CHECK(STR_IS(str_cut(&rest, '\t'), "b"));
    CHECK(STR_IS(str_cut(&rest, '\t'), ""));
}

TEST(find_handles_ends_and_absence)
{
    CHECK_SIZE(str_find(STR("abcabc"), 1, STR("abc")), 3);
    CHECK_SIZE(str_find(STR("abc"), 0, STR("abcd")), 3);
    CHECK_SIZE(str_find(STR("abc"), 3, STR("a")), 3);
    CHECK_SIZE(str_find_char(STR("abc"), 3, 'c'), 3);
    CHECK(str_contains_nocase(STR("xSchema_Migrationsx"), STR("schema_migrations")));
    CHECK(!str_contains_nocase(STR("sche"), STR("schema")));
}

TEST(utf8_errors_are_found_where_they_are)
{
    CHECK_SIZE(str_utf8_error(STR("gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80")), 11);
    CHECK_SIZE(str_utf8_error(STR("a\xFF")), 1);
    CHECK_SIZE(str_utf8_error(STR("a\xC0\x80")), 1);        /* overlong NUL */
    CHECK_SIZE(str_utf8_error(STR("\xED\xA0\x80")), 0);     /* surrogate */
    CHECK_SIZE(str_utf8_error(STR("\xF4\x90\x80\x80")), 0); /* past U+10FFFF */
    CHECK_SIZE(str_utf8_error(STR("ab\xE2\x82")), 2);       /* cut short */
}

TEST(numbers_at_the_border_of_overflow)
{
    static const struct
    {
        Str text;
        bool valid;
        uint64_t value;
    } cases[] = {
        {{"0", 1}, true, 0},
        {{"0000000000000000000000000000007", 31}, true, 7},
        {{"18446744073709551609", 20}, true, UINT64_MAX - 6},
        {{"18446744073709551620", 20}, false, 0},
        {{"99999999999999999999", 20}, false, 0},
        {{"100000000000000000000", 21}, false, 0},
        {{"+1", 2}, false, 0},
        {{"1\0", 2}, false, 0},
        {{" 1", 2}, false, 0},
        {{"0x1", 3}, false, 0},
        {{"\xEF\xBC\x91", 3}, false, 0}, /* a digit, but of another script */
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        uint64_t value = 42;

        CHECK(str_to_u64(cases[index].text, &value) == cases[index].valid);
        CHECK(value == (cases[index].valid ? cases[index].value : 42));
    }
}

TEST(a_null_pointer_is_the_empty_text)
{
    Str rest = str_from(NULL);

    CHECK_SIZE(rest.size, 0);
    CHECK(str_equal(rest, STR("")));
    CHECK(str_equal_nocase(rest, STR("")));
    CHECK(str_compare(rest, STR("")) == 0);
    CHECK(str_compare(rest, STR("a")) < 0);
    CHECK(str_starts_with(rest, STR("")) && str_ends_with(rest, STR("")));
    CHECK(str_starts_with_nocase(STR("EndDelimiter:x"), STR("endDELIMITER:")));
    CHECK(!str_starts_with_nocase(STR("end"), STR("endDelimiter")));
    CHECK(!str_starts_with(rest, STR("a")) && !str_ends_with(rest, STR("a")));
    CHECK_SIZE(str_find(rest, 0, STR("a")), 0);
    CHECK_SIZE(str_find_char(rest, 0, 'a'), 0);
    CHECK_SIZE(str_trim(rest).size, 0);
    CHECK_SIZE(str_cut(&rest, ',').size, 0);
    CHECK_SIZE(str_slice(rest, 0, 0).size, 0);
    CHECK_SIZE(str_utf8_error(rest), 0);
}

TEST(compare_orders_by_bytes_then_by_size)
{
    static const Str sorted[] = {{"", 0},   {"\0", 1},   {"A", 1},    {"A\0", 2},
                                 {"AA", 2}, {"B", 1},    {"a", 1},    {"a_b", 3},
                                 {"ab", 2}, {"\x7F", 1}, {"\x80", 1}, {"\xFF", 1}};

    for (size_t left = 0; left < LENGTH_OF(sorted); left++)
    {
        for (size_t right = 0; right < LENGTH_OF(sorted); right++)
        {
            const int order = str_compare(sorted[left], sorted[right]);

            CHECK((order > 0) - (order < 0) == (left > right) - (left < right));
            CHECK(str_equal(sorted[left], sorted[right]) == (left == right));
        }
    }
}

TEST(case_is_ignored_for_ascii_only)
{
    CHECK(str_equal_nocase(STR("AbZ@[`{"), STR("aBz@[`{")));
    CHECK(!str_equal_nocase(STR("@"), STR("`")));
    CHECK(!str_equal_nocase(STR("["), STR("{")));
    CHECK(!str_equal_nocase(STR("\xC3\x84"), STR("\xC3\xA4")));
    CHECK(!str_equal_nocase(STR("a"), STR("ab")));
    CHECK(str_contains_nocase(STR("abc"), STR("")));
    CHECK(str_contains_nocase(STR("abc"), STR("BC")));
    CHECK(!str_contains_nocase(STR("abc"), STR("cd")));
    CHECK(!str_contains_nocase(STR(""), STR("a")));
}

TEST(trim_takes_white_space_of_six_kinds_and_no_other_byte)
{
    CHECK(STR_IS(str_trim(STR(" \t\r\n\f\va b \t\r\n\f\v")), "a b"));
    CHECK(STR_IS(str_trim_end(STR(" a ")), " a"));
    CHECK(STR_IS(str_trim(STR(" \n ")), ""));
    CHECK(STR_IS(str_trim(STR("\0 ")), "\0"));
    CHECK(STR_IS(str_trim(STR("\xC2\xA0")), "\xC2\xA0")); /* no-break space: not ours to cut */

    for (int byte = 0; byte < 256; byte++)
        CHECK(char_is_space((char)byte) ==
              (byte != 0 && byte < 128 && strchr(" \t\r\n\f\v", byte) != NULL));
}

TEST(words_are_ascii_letters_digits_and_underscore)
{
    static const char word[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

    for (int byte = 0; byte < 256; byte++)
        CHECK(char_is_word((char)byte) == (byte != 0 && strchr(word, byte) != NULL));
}

TEST(find_finds_each_occurrence_from_where_it_is_told)
{
    const Str text = STR("aXbXXc");

    CHECK_SIZE(str_find(text, 0, STR("X")), 1);
    CHECK_SIZE(str_find(text, 2, STR("X")), 3);
    CHECK_SIZE(str_find(text, 4, STR("X")), 4);
    CHECK_SIZE(str_find(text, 5, STR("X")), text.size);
    CHECK_SIZE(str_find(text, 0, STR("XX")), 3);
    CHECK_SIZE(str_find(text, 2, STR("")), 2);
    CHECK_SIZE(str_find(text, text.size, STR("")), text.size);
    CHECK_SIZE(str_find(STR("a\0b"), 0, STR("\0")), 1);
    CHECK_SIZE(str_find_char(STR("a\0b"), 0, 'b'), 2);
}

TEST(copies_are_terminated_and_apart_from_the_source)
{
    SCOPED_ARENA arena = {0};
    char source[] = "abc";
    const Str copy = str_copy(&arena, str_slice(str_from(source), 0, 2));

    source[0] = 'x';
    CHECK(STR_IS(copy, "ab"));
    CHECK_TEXT(copy.data, "ab");
    CHECK_TEXT(str_terminate(&arena, STR("abc")), "abc");
    CHECK_TEXT(str_terminate(&arena, (Str){0}), "");
}

TEST(utf8_of_every_length_at_its_limits)
{
    static const struct
    {
        Str text;
        size_t error;
    } cases[] = {
        {{"\x00\x7F", 2}, 2},
        {{"\xC2\x80\xDF\xBF", 4}, 4},
        {{"\xE0\xA0\x80\xEF\xBF\xBF", 6}, 6},
        {{"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", 8}, 8},
        {{"\xED\x9F\xBF\xEE\x80\x80", 6}, 6},
        {{"\x80", 1}, 0},
        {{"\xBF", 1}, 0},
        {{"\xC1\xBF", 2}, 0},
        {{"\xC2", 1}, 0},
        {{"\xC2\x41", 2}, 0},
        {{"\xE0\x9F\xBF", 3}, 0},
        {{"\xE1\x80\x41", 3}, 0},
        {{"\xF0\x8F\xBF\xBF", 4}, 0},
        {{"\xF1\x80\x80\x41", 4}, 0},
        {{"\xF5\x80\x80\x80", 4}, 0},
        {{"\xFE", 1}, 0},
        {{"ok\xF0\x9F\x98", 5}, 2},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        CHECK_SIZE(str_utf8_error(cases[index].text), cases[index].error);
}
