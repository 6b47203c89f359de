/*
 * migration.c
 *    The migrations of one directory: found, ordered, checked, not yet read twice.
 */
#include "source/migration.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "source/checksums.h"
#include "source/format.h"
#include "source/place.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static bool
is_candidate(const char *name)
{
    return name[0] != '.' && str_ends_with(str_from(name), STR(".sql"));
}

Str
migration_number(const Migration *migration)
{
    const size_t start = migration->number_start;

    return str_slice(migration->version, start, start + migration->number_size);
}

/* By number, then by name. */
static int
compare(const Migration *left, const Migration *right)
{
    /* Without leading zeros the longer number is the larger one, whatever its size. */
    if (left->number_size != right->number_size)
        return left->number_size < right->number_size ? -1 : 1;

    const int order = str_compare(migration_number(left), migration_number(right));

    return order != 0 ? order : str_compare(left->version, right->version);
}

static int
compare_migrations(const void *left, const void *right)
{
    return compare(left, right);
}

static bool
is_bootstrap(const Migration *migration)
{
    return STR_IS(migration_number(migration), "0") &&
           str_ends_with(migration->version, STR("_schema_migrations"));
}

const char *
migration_path(const Migration *migration, Arena *arena)
{
    return arena_printf(arena, "%s/" STR_FORMAT ".sql", migration->directory,
                        STR_ARGS(migration->version));
}

static MUST_CHECK bool
collect(const char *directory, Arena *arena, Source *source, Error *err)
{
    SCOPED_ARENA scratch = {0};
    FileNames list;

    if (!file_list(directory, ERROR_SOURCE, &scratch, &list, err))
        return false;

    source->migrations = ARENA_ARRAY(arena, Migration, list.count);

    for (size_t index = 0; index < list.count; index++)
    {
        Migration *migration = &source->migrations[source->count];
        const char *name = list.names[index];
        Str number;

        if (!is_candidate(name))
            continue;
        if (!format_plain_name(str_copy(arena, str_from(name)), &migration->version, &number, err))
            return error_wrap(err, "could not read directory \"%s\"", directory);

        /* A file name has 255 bytes at the most. */
        migration->number_start = (uint16_t)(number.data - migration->version.data);
        migration->number_size = (uint16_t)number.size;
        migration->directory = directory;
        migration->bootstrap = is_bootstrap(migration);
        source->count++;
    }

    return true;
}

Str
migration_without_mark(Str text)
{
    const Str mark = STR(BYTE_ORDER_MARK);

    return str_starts_with(text, mark) ? str_slice(text, mark.size, text.size) : text;
}

bool
source_start(const char *directory, Arena *arena, Source *ret_source, Error *err)
{
    Source source = {.directory = directory};

    if (!collect(directory, arena, &source, err))
        return false;

    if (source.count > 0)
        qsort(source.migrations, source.count, sizeof(*source.migrations), compare_migrations);

    for (size_t index = 1; index < source.count; index++)
    {
        Migration *earlier = &source.migrations[index - 1];
        Migration *later = &source.migrations[index];

        if (str_equal(migration_number(earlier), migration_number(later)))
            earlier->same_number = later->same_number = true;
    }

    source.checksums = checksums_start(directory, source.migrations, source.count, arena);
    *ret_source = source;

    return true;
}

bool
source_finish(const Source *source, Error *err)
{
    return checksums_finish(source->checksums, err);
}

bool
source_read(const char *directory, Arena *arena, Source *ret_source, Error *err)
{
    return source_start(directory, arena, ret_source, err) && source_finish(ret_source, err);
}

static MUST_CHECK bool
check_encoding(const char *path, Str text, Error *err)
{
    const size_t bad = str_utf8_error(text);
    const size_t nul = str_find_char(text, 0, '\0');

    if (bad < text.size)
    {
        (void)place_error(err, path, text, bad, "byte 0x%02X is not valid UTF-8",
                          (unsigned)(unsigned char)text.data[bad]);
        return error_hint(err, "Save the file as UTF-8.");
    }

    if (nul < text.size)
    {
        (void)place_error(err, path, text, nul, "the file holds a NUL byte");
        return error_hint(err, "The file may be UTF-16 or damaged; save it as UTF-8.");
    }

    return true;
}

bool
migration_load(const Migration *migration, Arena *arena, Str *ret_text, Error *err)
{
    SCOPED_BUF buf = {0};
    const char *path = migration_path(migration, arena);
    Sha256 checksum;

    if (!file_read(AT_FDCWD, path, MIGRATION_SIZE_MAX, ERROR_SOURCE, &buf, err))
        return false;

    const Str text = migration_without_mark(buf_str(&buf));

    if (!check_encoding(path, text, err) || !format_plain_text(path, text, err) ||
        !sha256_of_text(text, &checksum, err))
        return false;

    if (!sha256_equal(&checksum, &migration->checksum))
        return error_set(err, ERROR_SOURCE, "file \"%s\" changed while pawl was at work", path);

    *ret_text = str_copy(arena, text);

    return true;
}

const Migration *
source_find(const Source *source, Str version)
{
    for (size_t index = 0; index < source->count; index++)
    {
        if (str_equal(source->migrations[index].version, version))
            return &source->migrations[index];
    }

    return NULL;
}
