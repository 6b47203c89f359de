/* Unit tests of base/file.c, in a folder of their own. */
#include "base/file.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "unit/base/folder.h"

enum
{
    SIZE_LIMIT = 1024 * 1024,
};

static void
check_read_fails(const char *path, const char *message)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF buf = {0};
    Error err = ERROR_INIT(&arena);

    CHECK(!file_read(AT_FDCWD, path, SIZE_LIMIT, ERROR_SOURCE, &buf, &err));
    CHECK(err.kind == ERROR_SOURCE);
    CHECK_TEXT(err.message, message);
}

TEST(a_file_is_read_whole_whatever_its_size)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF buf = {0};
    Error err = ERROR_INIT(&arena);
    static const size_t sizes[] = {0, 1, 254, 255, 256, 257, 4095, 4096, 65537, SIZE_LIMIT};

    folder_enter();

    for (size_t index = 0; index < LENGTH_OF(sizes); index++)
    {
        char *content = arena_alloc(&arena, sizes[index]);

        for (size_t at = 0; at < sizes[index]; at++)
            content[at] = (char)(at * 7 + 1);

        folder_put("file", (Str){.data = content, .size = sizes[index]});
        CHECK(file_read(AT_FDCWD, "file", SIZE_LIMIT, ERROR_SOURCE, &buf, &err));
        CHECK(str_equal(buf_str(&buf), (Str){.data = content, .size = sizes[index]}));
        CHECK(buf_text(&buf)[buf.size] == '\0');
    }
}

TEST(the_buffer_holds_the_newest_file_only)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF buf = {0};
    Error err = ERROR_INIT(&arena);

    folder_enter();
    folder_put("long", STR("a long content"));
    folder_put("short", STR("b"));
    folder_put("empty", STR(""));
    CHECK(file_read(AT_FDCWD, "long", SIZE_LIMIT, ERROR_SOURCE, &buf, &err));
    CHECK(file_read(AT_FDCWD, "short", SIZE_LIMIT, ERROR_SOURCE, &buf, &err));
    CHECK_TEXT(buf_text(&buf), "b");
    CHECK(file_read(AT_FDCWD, "empty", SIZE_LIMIT, ERROR_SOURCE, &buf, &err));
    CHECK_TEXT(buf_text(&buf), "");
}

TEST(a_big_file_is_refused_at_the_limit_and_read_at_it)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF buf = {0};
    Error err = ERROR_INIT(&arena);

    folder_enter();
    folder_put("file", STR("0123456789"));
    CHECK(file_read(AT_FDCWD, "file", 10, ERROR_SOURCE, &buf, &err));
    CHECK(!file_read(AT_FDCWD, "file", 9, ERROR_CONFIG, &buf, &err));
    CHECK(err.kind == ERROR_CONFIG);
    CHECK_TEXT(err.message, "file \"file\" is larger than 9 bytes");
}

/* Files under /proc say that they are empty: what stat() tells is only a first guess. */
TEST(a_file_that_is_larger_than_it_said_is_read_whole)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF buf = {0};
    Error err = ERROR_INIT(&arena);

    CHECK(file_read(AT_FDCWD, "/proc/self/status", SIZE_LIMIT, ERROR_SOURCE, &buf, &err));
    CHECK(buf.size > 256);
    CHECK(str_starts_with(buf_str(&buf), STR("Name:")));
    CHECK(str_ends_with(buf_str(&buf), STR("\n")));
    CHECK(!file_read(AT_FDCWD, "/proc/self/status", 100, ERROR_SOURCE, &buf, &err));
    CHECK_TEXT(err.message, "file \"/proc/self/status\" is larger than 100 bytes");
}

TEST(what_is_no_file_is_refused)
{
    folder_enter();
    CHECK(mkdir("folder", 0700) == 0);
    CHECK(mkfifo("pipe", 0600) == 0);
    CHECK(symlink("nowhere", "dangling") == 0);
    CHECK(symlink("loop", "loop") == 0);
    check_read_fails("folder", "\"folder\" is a directory, not a file");
    check_read_fails("pipe", "\"pipe\" is a device or pipe, not a file");
    check_read_fails("/dev/null", "\"/dev/null\" is a device or pipe, not a file");
    check_read_fails("dangling", "could not open file \"dangling\": No such file or directory");
    check_read_fails("loop", "could not open file \"loop\": Too many levels of symbolic links");
    check_read_fails("missing", "could not open file \"missing\": No such file or directory");
    check_read_fails("", "could not open file \"\": No such file or directory");
}

/* Root reads it all the same, so root first becomes somebody else. */
TEST(a_file_without_permission_is_refused)
{
    folder_enter();
    folder_put("secret", STR("x"));
    CHECK(chmod(".", 0755) == 0);
    CHECK(chmod("secret", 0) == 0);

    if (geteuid() == 0)
    {
        SCOPED_ARENA arena = {0};
        SCOPED_BUF buf = {0};
        Error err = ERROR_INIT(&arena);

        CHECK(file_read(AT_FDCWD, "secret", SIZE_LIMIT, ERROR_SOURCE, &buf, &err));
        CHECK_TEXT(buf_text(&buf), "x");
        CHECK(seteuid(65534) == 0);
    }

    check_read_fails("secret", "could not open file \"secret\": Permission denied");

    if (getuid() == 0)
        CHECK(seteuid(0) == 0);
}

TEST(a_path_starts_from_the_open_folder)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF buf = {0};
    Error err = ERROR_INIT(&arena);

    folder_enter();
    CHECK(mkdir("folder", 0700) == 0);
    folder_put("folder/file", STR("in it"));
    folder_put("file", STR("beside it"));

    ATTR_CLEANUP(file_close) int fd = open("folder", O_RDONLY | O_DIRECTORY);

    CHECK(file_read(fd, "file", SIZE_LIMIT, ERROR_SOURCE, &buf, &err));
    CHECK_TEXT(buf_text(&buf), "in it");
}

TEST(a_link_is_followed)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF buf = {0};
    Error err = ERROR_INIT(&arena);

    folder_enter();
    folder_put("file", STR("x"));
    CHECK(symlink("file", "link") == 0);
    CHECK(file_read(AT_FDCWD, "link", SIZE_LIMIT, ERROR_SOURCE, &buf, &err));
    CHECK_TEXT(buf_text(&buf), "x");
}

static bool
lists(const FileNames *list, const char *name)
{
    for (size_t index = 0; index < list->count; index++)
    {
        if (strcmp(list->names[index], name) == 0)
            return true;
    }

    return false;
}

TEST(a_folder_lists_every_name_but_its_own)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    FileNames list;

    folder_enter();
    CHECK(file_list(".", ERROR_SOURCE, &arena, &list, &err));
    CHECK_SIZE(list.count, 0);

    for (int number = 0; number < 300; number++)
        folder_put(arena_printf(&arena, "file%d", number), STR(""));

    CHECK(mkdir("folder", 0700) == 0);
    folder_put(".hidden", STR(""));
    CHECK(symlink("nowhere", "dangling") == 0);
    CHECK(file_list(".", ERROR_SOURCE, &arena, &list, &err));
    CHECK_SIZE(list.count, 303);
    CHECK(lists(&list, "file0") && lists(&list, "file299") && lists(&list, ".hidden"));
    CHECK(lists(&list, "folder") && lists(&list, "dangling"));
    CHECK(!lists(&list, ".") && !lists(&list, ".."));

    for (size_t index = 1; index < list.count; index++)
        CHECK(strcmp(list.names[index - 1], list.names[index]) < 0);
}

TEST(the_files_below_a_folder)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    FileNames list;

    folder_enter();
    CHECK(mkdir("a", 0700) == 0 && mkdir("a/b", 0700) == 0 && mkdir(".c", 0700) == 0);
    folder_put("one", STR(""));
    folder_put("a/two", STR(""));
    folder_put("a/b/three", STR(""));
    folder_put("a/.hidden", STR(""));
    folder_put(".c/four", STR(""));
    CHECK(file_list_below(".", ERROR_SOURCE, &arena, &list, &err));
    CHECK_SIZE(list.count, 3);
    CHECK(lists(&list, "one") && lists(&list, "a/two") && lists(&list, "a/b/three"));

    CHECK(symlink("..", "a/b/up") == 0);
    CHECK(!file_list_below(".", ERROR_SOURCE, &arena, &list, &err));
    CHECK(err.kind == ERROR_SOURCE);
}

TEST(what_is_no_folder_cannot_be_listed)
{
    static const struct
    {
        const char *path;
        const char *message;
    } cases[] = {
        {"missing", "could not open directory \"missing\": No such file or directory"},
        {"file", "could not open directory \"file\": Not a directory"},
    };

    folder_enter();
    folder_put("file", STR(""));

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        SCOPED_ARENA arena = {0};
        Error err = ERROR_INIT(&arena);
        FileNames list;

        CHECK(!file_list(cases[index].path, ERROR_CONFIG, &arena, &list, &err));
        CHECK(err.kind == ERROR_CONFIG);
        CHECK_TEXT(err.message, cases[index].message);
    }
}

TEST(a_file_is_created_once)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF buf = {0};
    Error err = ERROR_INIT(&arena);

    folder_enter();
    CHECK(file_create("new", STR("a\0b\n"), ERROR_INTERNAL, &err));
    CHECK(file_read(AT_FDCWD, "new", SIZE_LIMIT, ERROR_SOURCE, &buf, &err));
    CHECK(STR_IS(buf_str(&buf), "a\0b\n"));
    CHECK(!file_create("new", STR("other"), ERROR_USAGE, &err));
    CHECK(err.kind == ERROR_USAGE);
    CHECK_TEXT(err.message, "could not create file \"new\": File exists");
    CHECK(file_read(AT_FDCWD, "new", SIZE_LIMIT, ERROR_SOURCE, &buf, &err));
    CHECK(STR_IS(buf_str(&buf), "a\0b\n"));
}

TEST(a_link_that_dangles_is_not_written_through)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);

    folder_enter();
    CHECK(symlink("elsewhere", "link") == 0);
    CHECK(!file_create("link", STR("x"), ERROR_USAGE, &err));
    CHECK(!file_exists("elsewhere"));
}

/* A limit on file sizes fails a write half way, as a full disk does. */
TEST(a_file_that_cannot_be_written_whole_is_not_left_behind)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    const struct rlimit limit = {.rlim_cur = 1000, .rlim_max = RLIM_INFINITY};
    const Str content = {.data = arena_alloc(&arena, 5000), .size = 5000};

    folder_enter();
    (void)signal(SIGXFSZ, SIG_IGN);
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    CHECK(!file_create("new", content, ERROR_INTERNAL, &err));
    CHECK(err.kind == ERROR_INTERNAL);
    CHECK_TEXT(err.message, "could not write file \"new\": File too large");
    CHECK(!file_exists("new"));
}

TEST(a_file_needs_its_folder)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);

    folder_enter();
    CHECK(!file_create("missing/new", STR("x"), ERROR_USAGE, &err));
    CHECK_TEXT(err.message, "could not create file \"missing/new\": No such file or directory");
}

TEST(kinds_of_paths_are_told_apart)
{
    folder_enter();
    folder_put("file", STR(""));
    CHECK(mkdir("folder", 0700) == 0);
    CHECK(symlink("folder", "link") == 0);
    CHECK(symlink("nowhere", "dangling") == 0);
    CHECK(file_exists("file") && file_exists("folder") && file_exists("link"));
    CHECK(!file_exists("dangling") && !file_exists("missing"));
    CHECK(file_is_folder("folder") && file_is_folder("link"));
    CHECK(!file_is_folder("file") && !file_is_folder("dangling") && !file_is_folder("missing"));
}

TEST(close_forgets_the_descriptor)
{
    int fd = open("/dev/null", O_RDONLY);
    int none = -1;

    CHECK(fd >= 0);
    file_close(&fd);
    CHECK(fd == -1);
    file_close(&fd);
    file_close(&none);
}
