/* Unit tests of base/content.c: a file's content, read or mapped, and looked at piece by piece. */
#include "base/content.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/sha256.h"
#include "harness/test.h"
#include "unit/base/folder.h"

enum
{
    SIZE_LIMIT = 1 << 30,
    LARGE = 3 * 1024 * 1024,
};

/* Lines of 1000 bytes, or one line of all. */
static void
make_large(const char *name, bool lines, Arena *arena, Str *ret_text)
{
    Error err = ERROR_INIT(arena);
    char *text = arena_alloc(arena, LARGE);

    memset(text, 'x', LARGE);

    for (size_t at = 999; lines && at < LARGE; at += 1000)
        text[at] = '\n';

    *ret_text = (Str){.data = text, .size = LARGE};
    CHECK(file_create(name, *ret_text, ERROR_SOURCE, &err));
}

static size_t
count_pieces(const Content *content, bool *ret_whole_lines)
{
    Str rest = content->text;
    Str piece = {0};
    size_t count = 0;
    size_t size = 0;

    for (*ret_whole_lines = true; content_next(content, &rest, &piece); count++)
    {
        size += piece.size;
        if (rest.size > 0 && piece.data[piece.size - 1] != '\n')
            *ret_whole_lines = false;
    }

    CHECK_SIZE(size, content->text.size);

    return count;
}

TEST(a_small_file_is_read)
{
    SCOPED_ARENA arena = {0};
    SCOPED_CONTENT content = {0};
    Error err = ERROR_INIT(&arena);
    bool whole_lines;

    folder_enter();
    CHECK(file_create("small", STR("a\nb"), ERROR_SOURCE, &err));
    CHECK(content_open(AT_FDCWD, "small", SIZE_LIMIT, ERROR_SOURCE, &content, &err));
    CHECK(STR_IS(content.text, "a\nb"));
    CHECK(!content_is_mapped(&content, content.text));
    CHECK_SIZE(count_pieces(&content, &whole_lines), 1);

    content_unload(&content, content.text);
    CHECK(STR_IS(content.text, "a\nb"));
}

/* Whatever the buffer held before, and however much of its room the file takes. */
TEST(one_of_many_is_read_as_it_would_be_alone)
{
    static const char *const names[] = {"empty",  "small", "room", "full",
                                        "larger", "lines", "small"};
    static const size_t sizes[] = {0, 3, 254, 255, 300};
    SCOPED_ARENA arena = {0};
    SCOPED_CONTENT content = {0};
    Error err = ERROR_INIT(&arena);
    Str text;

    folder_enter();
    (void)buf_reserve(&content.buf, 1);
    CHECK_SIZE(content.buf.capacity, 256);
    make_large("lines", true, &arena, &text);

    for (size_t index = 0; index < LENGTH_OF(sizes); index++)
        CHECK(file_create(names[index], str_slice(text, 0, sizes[index]), ERROR_SOURCE, &err));

    for (size_t index = 0; index < LENGTH_OF(names); index++)
    {
        SCOPED_CONTENT alone = {0};

        CHECK(content_open(AT_FDCWD, names[index], SIZE_LIMIT, ERROR_SOURCE, &alone, &err));
        CHECK(content_open_small(AT_FDCWD, names[index], SIZE_LIMIT, ERROR_SOURCE, &content, &err));
        CHECK(str_equal(content.text, alone.text));
        CHECK(content.mapped == alone.mapped);
    }
}

TEST(one_of_many_that_is_no_file_is_an_error)
{
    static const struct
    {
        const char *path;
        const char *message;
    } cases[] = {
        {"pipe", "\"pipe\" is a device or pipe, not a file"},
        {"/dev/null", "\"/dev/null\" is a device or pipe, not a file"},
        {"/dev/zero", "\"/dev/zero\" is a device or pipe, not a file"},
        {".", "\".\" is a directory, not a file"},
        {"absent", "could not open file \"absent\": No such file or directory"},
    };
    SCOPED_ARENA arena = {0};
    SCOPED_CONTENT content = {0};

    folder_enter();
    CHECK(mkfifo("pipe", 0600) == 0);
    (void)buf_reserve(&content.buf, 1);

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        Error err = ERROR_INIT(&arena);

        CHECK(!content_open_small(AT_FDCWD, cases[index].path, SIZE_LIMIT, ERROR_SOURCE, &content,
                                  &err));
        CHECK_TEXT(err.message, cases[index].message);
    }
}

TEST(a_large_file_is_mapped_and_stays_what_it_is)
{
    SCOPED_ARENA arena = {0};
    SCOPED_CONTENT content = {0};
    Error err = ERROR_INIT(&arena);
    Str text;
    bool whole_lines;
    Sha256 of_text;
    Sha256 of_content;

    folder_enter();
    make_large("lines", true, &arena, &text);
    CHECK(content_open(AT_FDCWD, "lines", SIZE_LIMIT, ERROR_SOURCE, &content, &err));
    CHECK(content_is_mapped(&content, content.text));
    CHECK(!content_is_mapped(&content, text));
    CHECK(count_pieces(&content, &whole_lines) > 2);
    CHECK(whole_lines);
    CHECK(sha256_of_text(text, &of_text, &err));
    CHECK(sha256_of_content(&content, content.text, &of_content, &err));
    CHECK(sha256_equal(&of_text, &of_content));

    content_unload(&content, str_slice(content.text, 5, LARGE - 5));
    CHECK(str_equal(content.text, text));

    make_large("one", false, &arena, &text);
    CHECK(content_open(AT_FDCWD, "one", SIZE_LIMIT, ERROR_SOURCE, &content, &err));
    CHECK_SIZE(count_pieces(&content, &whole_lines), 1);
    CHECK(str_equal(content.text, text));
}

TEST(what_cannot_be_opened_is_an_error)
{
    SCOPED_ARENA arena = {0};
    SCOPED_CONTENT content = {0};
    Error err = ERROR_INIT(&arena);

    folder_enter();
    CHECK(!content_open(AT_FDCWD, "absent", SIZE_LIMIT, ERROR_SOURCE, &content, &err));
    CHECK(err.kind == ERROR_SOURCE);
    CHECK_SIZE(content.text.size, 0);
}
