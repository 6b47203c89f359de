/* Unit tests of base/buf.c. */
#include "base/buf.h"

#include "harness/test.h"

TEST(an_empty_buffer_reads_as_empty)
{
    SCOPED_BUF buf = {0};

    CHECK_TEXT(buf_text(&buf), "");
    CHECK_SIZE(buf_str(&buf).size, 0);
    buf_clear(&buf);
    buf_consume(&buf, 0);
    CHECK_TEXT(buf_text(&buf), "");
}

TEST(everything_appended_is_there_and_terminated)
{
    SCOPED_BUF buf = {0};

    buf_append(&buf, STR("ab"));
    buf_append(&buf, STR(""));
    buf_append(&buf, (Str){0});
    buf_append_text(&buf, "cd");
    buf_append_char(&buf, 'e');
    buf_printf(&buf, "%u%s", 7U, "f");
    CHECK_TEXT(buf_text(&buf), "abcde7f");
    CHECK_SIZE(buf.size, 7);
}

TEST(it_grows_across_every_capacity)
{
    SCOPED_BUF buf = {0};

    for (size_t index = 0; index < 5000; index++)
    {
        buf_append_char(&buf, (char)('a' + index % 26));
        CHECK(buf.data[buf.size] == '\0');
        CHECK(buf.size < buf.capacity);
    }

    for (size_t index = 0; index < 5000; index++)
        CHECK(buf.data[index] == (char)('a' + index % 26));
}

TEST(printf_of_any_length_fits)
{
    for (int width = 0; width < 1100; width++)
    {
        SCOPED_BUF buf = {0};

        buf_printf(&buf, "%*s", width, "");
        buf_printf(&buf, "%s", "end");
        CHECK_SIZE(buf.size, (size_t)width + 3);
        CHECK_TEXT(buf_text(&buf) + width, "end");
    }
}

TEST(reserved_room_can_be_written_by_the_caller)
{
    SCOPED_BUF buf = {0};

    buf_append_text(&buf, "x");
    memset(buf_reserve(&buf, 1000), 'y', 1000);
    buf.size += 1000;
    buf_append_text(&buf, "z");
    CHECK_SIZE(buf.size, 1002);
    CHECK(buf.data[0] == 'x' && buf.data[1] == 'y' && buf.data[1000] == 'y');
    CHECK(buf.data[1001] == 'z' && buf.data[1002] == '\0');
}

TEST(consume_keeps_the_rest)
{
    SCOPED_BUF buf = {0};

    buf_append_text(&buf, "abcdef");
    buf_consume(&buf, 2);
    CHECK_TEXT(buf_text(&buf), "cdef");
    buf_consume(&buf, 4);
    CHECK_TEXT(buf_text(&buf), "");
    buf_append_text(&buf, "g");
    CHECK_TEXT(buf_text(&buf), "g");
}

TEST(clear_keeps_the_memory_and_done_gives_it_back)
{
    SCOPED_BUF buf = {0};

    buf_append_text(&buf, "abc");

    const char *data = buf.data;

    buf_clear(&buf);
    CHECK(buf.data == data);
    CHECK_TEXT(buf_text(&buf), "");
    buf_done(&buf);
    CHECK(buf.data == NULL);
    buf_done(&buf);
}

TEST(bytes_that_are_no_text_survive)
{
    SCOPED_BUF buf = {0};

    buf_append(&buf, STR("a\0b"));
    CHECK_SIZE(buf.size, 3);
    CHECK(STR_IS(buf_str(&buf), "a\0b"));
}
