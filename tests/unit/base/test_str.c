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
