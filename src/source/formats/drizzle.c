/*
 * drizzle.c
 *    drizzle: TAG.sql, as many and in the order that meta/_journal.json says.
 *
 * https://orm.drizzle.team, "drizzle-kit migrate".  An entry's `when` is what drizzle's table
 * knows the file by.  `--> statement-breakpoint` ends a statement, with or without a semicolon.
 */
#include <fcntl.h>

#include "base/value.h"
#include "source/format.h"
#include "source/formats/dialect.h"
#include "source/lines.h"
#include "source/place.h"

enum
{
    JOURNAL_SIZE_MAX = 64 * 1024 * 1024,
};

#define BREAKPOINT "--> statement-breakpoint"

/* A tag is what its author wants; most begin with a number. */
static bool
name_file(Str file_name, FormatName *ret_name, Error *err)
{
    (void)err;
    *ret_name = format_indexed(file_name);

    return true;
}

static MUST_CHECK bool
take_entry(const Value *entry, FormatEntry *ret_entry, Arena *arena)
{
    const char *tag = value_string(value_get(entry, "tag"));
    uint64_t when = 0;

    if (tag == NULL || tag[0] == '\0' || !value_get_number(entry, "when", &when))
        return false;

    *ret_entry = (FormatEntry){.file = arena_printf(arena, "%s.sql", tag),
                               .key = arena_printf(arena, "%llu", (unsigned long long)when)};

    return true;
}

static bool
find_index(const FormatDirectory *directory, Arena *arena, const char **ret_file, Error *err)
{
    (void)directory, (void)arena, (void)err;
    *ret_file = "meta/_journal.json";

    return true;
}

static bool
read_index(const FormatDirectory *directory, const char *file, Arena *arena,
           FormatEntry **ret_entries, size_t *ret_count, Error *err)
{
    SCOPED_BUF buf = {0};
    const char *path = arena_printf(arena, "%s/%s", directory->path, file);
    const char *reason = NULL;
    size_t offset = 0;

    if (!file_read(AT_FDCWD, path, JOURNAL_SIZE_MAX, ERROR_SOURCE, &buf, err))
        return false;

    const Str text = buf_str(&buf);
    Value *journal = value_parse(text, arena, &reason, &offset);
    bool good = true;

    if (journal == NULL)
        return place_error(err, path, text, offset < text.size ? offset : text.size, "%s", reason);

    const Value *entries = value_get(journal, "entries");
    const char *dialect = value_string(value_get(journal, "dialect"));

    *ret_count = value_count(entries);
    *ret_entries = ARENA_ARRAY(arena, FormatEntry, *ret_count + 1);

    for (size_t index = 0; index < *ret_count && good; index++)
    {
        good = take_entry(value_at(entries, index), &(*ret_entries)[index], arena);

        if (!good)
            (void)error_set(err, ERROR_SOURCE, "entry %zu of \"%s\" has no `tag` and `when`",
                            index + 1, path);
    }

    if (entries == NULL)
        good = error_set(err, ERROR_SOURCE, "\"%s\" has no `entries`", path);
    if (good && dialect != NULL)
        good = dialect_check(path, str_from(dialect), err);

    value_free(journal);

    return good;
}

/* Each breakpoint becomes a semicolon. */
static bool
part(const FormatRequest *request, Arena *arena, FormatText *ret_text, Error *err)
{
    const Str text = request->text;
    const Str word = STR(BREAKPOINT);
    char *left = lines_blank(text, arena);
    size_t from = 0;

    if (request->part == FORMAT_DOWN)
        return error_set(err, ERROR_SOURCE, "\"%s\" has no part that migrates down", request->path);

    for (size_t at = str_find(text, 0, word); at < text.size; at = str_find(text, from, word))
    {
        lines_restore(left, text, from, at);
        left[at] = ';';
        from = at + word.size;
    }

    lines_restore(left, text, from, text.size);
    *ret_text = (FormatText){.text = {.data = left, .size = text.size}};

    return true;
}

const Format format_drizzle = {
    .name = "drizzle",
    .title = "drizzle",
    .names = "as its journal says",
    .find_index = find_index,
    .read_index = read_index,
    .name_file = name_file,
    .part = part,
};
