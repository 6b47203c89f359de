/* Unit tests of source/expand.c: brackets that nothing closes, and how much of a text is read. */
#include "source/expand.h"

#include <string.h>

#include "harness/test.h"

enum
{
    SIZE = 100000,
    READINGS = 12, /* of each byte, at most */
};

static size_t bytes_read;

size_t __real_str_find(Str text, size_t from, Str needle);
size_t __wrap_str_find(Str text, size_t from, Str needle);
size_t __real_str_find_char(Str text, size_t from, char needle);
size_t __wrap_str_find_char(Str text, size_t from, char needle);

size_t
__wrap_str_find(Str text, size_t from, Str needle)
{
    const size_t found = __real_str_find(text, from, needle);

    bytes_read += found - from + 1;

    return found;
}

size_t
__wrap_str_find_char(Str text, size_t from, char needle)
{
    const size_t found = __real_str_find_char(text, from, needle);

    bytes_read += found - from + 1;

    return found;
}

/* A text that is this, again and again, and then that: read so often, and left as it is. */
static void
check_text(const char *again, const char *behind, bool shell)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    const size_t step = strlen(again);
    char *text = arena_alloc(&arena, SIZE + 1);
    const ExpandRules rules = {
        .open = STR("${"), .close = STR("}"), .shell = shell, .value = expand_environment};
    Substitutions list;
    Str result;

    for (size_t at = 0; at < SIZE; at++)
        text[at] =
            at + strlen(behind) >= SIZE ? behind[at + strlen(behind) - SIZE] : again[at % step];

    const ExpandRequest request = {
        .path = "a", .text = {.data = text, .size = SIZE}, .rules = &rules};

    bytes_read = 0;
    CHECK(expand_text(&request, &arena, &result, &list, &err));
    CHECK(str_equal(result, request.text));
    CHECK(bytes_read >= SIZE);
    CHECK(bytes_read <= (size_t)SIZE * READINGS);
}

TEST(what_nothing_closes_is_read_a_few_times)
{
    check_text("${", "", false);
    check_text("${a ", "", true);
    check_text("$ ", "", true);
    check_text("\\n", "", true);
    check_text("${", "x", false);
}
