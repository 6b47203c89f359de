/* Unit tests of base/arena.c. */
#include "base/arena.h"

#include <stdint.h>

#include "base/str.h"

#include "harness/test.h"

static bool
is_aligned(const void *address)
{
    return (uintptr_t)address % _Alignof(max_align_t) == 0;
}

static bool
is_zero(const char *bytes, size_t size)
{
    for (size_t index = 0; index < size; index++)
    {
        if (bytes[index] != 0)
            return false;
    }

    return true;
}

TEST(memory_is_aligned_after_texts_of_every_size)
{
    for (size_t size = 0; size < 70; size++)
    {
        SCOPED_ARENA arena = {0};

        for (int round = 0; round < 200; round++)
        {
            const char *text = arena_copy(&arena,
                                          STR("0123456789012345678901234567890123456789"
                                              "012345678901234567890123456789")
                                              .data,
                                          size);
            max_align_t *number = ARENA_NEW(&arena, max_align_t);

            CHECK_SIZE(strlen(text), size);
            CHECK(is_aligned(number));
            *number = (max_align_t){0};
        }
    }
}

TEST(memory_is_zeroed_even_where_blocks_are_used_again)
{
    for (int round = 0; round < 8; round++)
    {
        SCOPED_ARENA arena = {0};

        for (size_t size = 1; size < 100000; size *= 3)
        {
            char *bytes = arena_alloc(&arena, size);

            CHECK(is_zero(bytes, size));
            memset(bytes, 0xA5, size);
        }
    }
}

TEST(neighbours_never_overlap)
{
    SCOPED_ARENA arena = {0};
    char *blocks[500];

    for (size_t index = 0; index < LENGTH_OF(blocks); index++)
    {
        blocks[index] = index % 2 == 0 ? arena_alloc(&arena, index + 1) : arena_copy(&arena, "", 0);
        memset(blocks[index], (int)(index % 127) + 1, index % 2 == 0 ? index + 1 : 1);
    }

    for (size_t index = 0; index < LENGTH_OF(blocks); index++)
    {
        const size_t size = index % 2 == 0 ? index + 1 : 1;

        for (size_t at = 0; at < size; at++)
            CHECK(blocks[index][at] == (char)(index % 127 + 1));
    }
}

TEST(a_request_larger_than_any_block_gets_its_own)
{
    SCOPED_ARENA arena = {0};
    char *before = arena_strdup(&arena, "before");
    char *large = arena_alloc(&arena, 3U * 1024 * 1024);
    char *after = arena_strdup(&arena, "after");

    CHECK(is_zero(large, 3U * 1024 * 1024));
    memset(large, 1, 3U * 1024 * 1024);
    CHECK_TEXT(before, "before");
    CHECK_TEXT(after, "after");
}

TEST(nothing_is_a_size_too)
{
    SCOPED_ARENA arena = {0};

    CHECK(arena_alloc(&arena, 0) != NULL);
    CHECK_TEXT(arena_copy(&arena, NULL, 0), "");
    CHECK(ARENA_ARRAY(&arena, int, 0) != NULL);
}

TEST(texts_are_terminated_copies)
{
    SCOPED_ARENA arena = {0};
    char text[] = "abc";
    const char *copy = arena_strdup(&arena, text);

    text[0] = 'x';
    CHECK_TEXT(copy, "abc");
    CHECK_TEXT(arena_copy(&arena, "a\0b", 3), "a");
    CHECK(arena_strdup(&arena, NULL) == NULL);
    CHECK_TEXT(arena_printf(&arena, "%s-%d", "n", 7), "n-7");
    CHECK_TEXT(arena_printf(&arena, "%s", ""), "");
    CHECK_SIZE(strlen(arena_printf(&arena, "%*s", 100000, "x")), 100000);
}

TEST(free_may_be_called_twice_and_the_arena_used_again)
{
    Arena arena = {0};

    arena_free(&arena);
    (void)arena_strdup(&arena, "one");
    arena_free(&arena);
    arena_free(&arena);
    CHECK_TEXT(arena_strdup(&arena, "two"), "two");
    arena_free(&arena);
}
