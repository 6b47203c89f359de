/*
 * migration.c
 *    One migration: its file, and the part of its text that is to run.
 */
#include "source/migration.h"

#include <fcntl.h>

#include "base/file.h"
#include "source/place.h"
#include "source/undo_mark.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

Str
migration_number(const Migration *migration)
{
    const size_t start = migration->number_start;

    return str_slice(migration->version, start, start + migration->number_size);
}

Str
migration_key(const Migration *migration, Arena *arena)
{
    const Str number = migration_number(migration);
    char *key = NULL;
    size_t size = 0;

    if (migration->extra != NULL && migration->extra->key != NULL)
        return str_from(migration->extra->key);
    if (str_find_char(number, 0, '-') == number.size)
        return number;

    key = arena_alloc(arena, number.size + 1);

    for (size_t index = 0; index < number.size; index++)
    {
        if (number.data[index] != '-')
            key[size++] = number.data[index];
    }

    return (Str){.data = key, .size = size};
}

void
migration_keep_extra(Migration *migration, Arena *arena, MigrationExtra extra)
{
    MigrationExtra *kept = ARENA_NEW(arena, MigrationExtra);

    *kept = extra;
    migration->extra = kept;
}

const char *
migration_down_file(const Migration *migration)
{
    return migration->extra == NULL ? NULL : migration->extra->down_file;
}

const char *
migration_path(const Migration *migration, Arena *arena)
{
    return arena_printf(arena, "%s/%s", migration->source->directory, migration->file);
}

static bool
is_apart(const Migration *migration, FormatPart part)
{
    return part == FORMAT_DOWN && migration_down_file(migration) != NULL;
}

const char *
migration_part_path(const Migration *migration, FormatPart part, Arena *arena)
{
    return is_apart(migration, part) ? arena_printf(arena, "%s/%s", migration->source->directory,
                                                    migration_down_file(migration))
                                     : migration_path(migration, arena);
}

Str
migration_content(Str text)
{
    const Str mark = STR(BYTE_ORDER_MARK);

    return str_starts_with(text, mark) ? str_slice(text, mark.size, text.size) : text;
}

static MUST_CHECK bool
check_piece(const char *path, Str text, Str piece, Error *err)
{
    const size_t start = (size_t)(piece.data - text.data);
    const size_t bad = str_utf8_error(piece);
    const size_t nul = str_find_char(piece, 0, '\0');

    if (bad < piece.size)
    {
        (void)place_error(err, path, text, start + bad, "byte 0x%02X is not valid UTF-8",
                          (unsigned)(unsigned char)piece.data[bad]);
        return error_hint(err, "Save the file as UTF-8.");
    }

    if (nul < piece.size)
    {
        (void)place_error(err, path, text, start + nul, "the file holds a NUL byte");
        return error_hint(err, "The file may be UTF-16 or damaged; save it as UTF-8.");
    }

    return true;
}

/* Pieces end with a line, so none ends within a character. */
static MUST_CHECK bool
check_encoding(const char *path, const Content *content, Str text, Error *err)
{
    Str rest = text;
    Str piece = {0};

    while (content_next(content, &rest, &piece))
    {
        if (!check_piece(path, text, piece, err))
            return false;
    }

    return true;
}

static MUST_CHECK bool
check_unchanged(const Migration *migration, const char *path, const Content *content, Str text,
                Error *err)
{
    Sha256 checksum;

    if (!sha256_of_content(content, text, &checksum, err))
        return false;

    return sha256_equal(&checksum, &migration->checksum) ||
           error_set(err, ERROR_SOURCE, "file \"%s\" changed while pawl was at work", path);
}

static MUST_CHECK bool
check_runnable(const Migration *migration, const char *path, Error *err)
{
    if (!migration->alien)
        return true;

    (void)error_set(err, ERROR_UNSUPPORTED, "\"%s\" is a program, which only %s can run", path,
                    migration->source->format->title);

    return error_hint(err,
                      "Run it with that tool and record it with `pawl baseline " STR_FORMAT
                      "`, or write it as SQL.",
                      STR_ARGS(migration->version));
}

/* A large file stays mapped until the process ends: its texts are what is sent. */
static MUST_CHECK bool
open_text(const char *path, Arena *arena, const Content **ret_content, Str *ret_text, Error *err)
{
    Content *content = ARENA_NEW(arena, Content);

    if (!content_open(AT_FDCWD, path, MIGRATION_SIZE_MAX, ERROR_SOURCE, content, err))
        return false;

    *ret_content = content->mapped ? content : NULL;
    *ret_text = migration_content(content->text);

    if (content->mapped)
        return true;

    *ret_text = str_copy(arena, *ret_text);
    content_close(content);

    return true;
}

/*
 * A file that is named as one tool's and written as another's.  Where files have marks, or may be
 * anybody's (plain), the format looks itself; a file that undoes another may well say so.
 */
static MUST_CHECK bool
check_undoes_nothing(const Format *format, const FormatRequest *request, Error *err)
{
    if (request->part == FORMAT_DOWN || format->mark != NULL || format == &format_plain ||
        undo_mark_refuse(request->path, request->text, false, err))
        return true;

    return error_hint(err,
                      "%s would run all of it, and so would pawl.  Say by `format:` whose files "
                      "they are, or move what undoes this one to where %s has it.",
                      format->title, format->title);
}

/* The part that is asked for, as the format says; by default all of the file. */
static MUST_CHECK bool
find_part(const Migration *migration, const FormatRequest *request, Arena *arena,
          FormatText *ret_text, Error *err)
{
    const Format *format = migration->source->format;

    if (format->part != NULL)
        return format->part(request, arena, ret_text, err);
    if (request->part == FORMAT_DOWN && !request->apart)
        return format->empty_down ? format_refuse_no_down(request->path, err)
                                  : error_set(err, ERROR_SOURCE,
                                              "there is no file that undoes \"%s\"", request->path);

    *ret_text =
        (FormatText){.text = request->text,
                     .no_transaction = format->common && format_says_no_transaction(request->text)};

    return true;
}

/* In how many folders a file lies. */
static unsigned
depth_of(const char *file)
{
    unsigned depth = 0;

    for (const char *slash = strchr(file, '/'); slash != NULL; slash = strchr(slash + 1, '/'))
        depth++;

    return depth;
}

static FormatRequest
request_of(const Migration *migration, const char *path, Str text)
{
    const Source *source = migration->source;

    return (FormatRequest){.path = path,
                           .text = text,
                           .indexed = source->index != NULL,
                           .scope = migration->extra == NULL ? NULL : migration->extra->scope,
                           .depth = depth_of(migration->file),
                           .engine = source->engine,
                           .environment = source->environment};
}

bool
migration_load(const Migration *migration, FormatPart part, Arena *arena, FormatText *ret_text,
               Error *err)
{
    const bool apart = is_apart(migration, part);
    const Source *source = migration->source;
    const char *path = migration_part_path(migration, part, arena);
    const Content *content = NULL;
    Str text;

    if (!check_runnable(migration, path, err) || !open_text(path, arena, &content, &text, err) ||
        !check_encoding(path, content, text, err) ||
        (!apart && !check_unchanged(migration, path, content, text, err)))
        return false;

    FormatRequest request = request_of(migration, path, text);

    request.part = part;
    request.apart = apart;

    if (!check_undoes_nothing(source->format, &request, err) ||
        !find_part(migration, &request, arena, ret_text, err))
        return false;

    ret_text->content = content;

    if (!ret_text->gathered && ret_text->text.data != text.data)
        ret_text->shown = text;

    if (source->placeholders != NULL && ret_text->rules == NULL)
        ret_text->rules = source->placeholders;

    return format_expand(path, ret_text, arena, err);
}

bool
migration_parts(const Migration *migration, Arena *arena, FormatRecord **ret_parts,
                size_t *ret_count, Error *err)
{
    SCOPED_BUF buf = {0};
    const Format *format = migration->source->format;
    const char *path = migration_path(migration, arena);

    *ret_parts = NULL;
    *ret_count = 0;

    if (format->parts == NULL || migration->alien)
        return true;
    if (!file_read(AT_FDCWD, path, MIGRATION_SIZE_MAX, ERROR_SOURCE, &buf, err))
        return false;

    const FormatRequest request = request_of(migration, path, migration_content(buf_str(&buf)));

    *ret_count = format->parts(&request, arena, ret_parts);

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
