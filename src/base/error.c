/*
 * error.c
 *    The one error object that travels up to main().
 */
#include "base/error.h"

#include <assert.h>

static const struct
{
    int exit_code;
    const char *slug;
    const char *meaning;
} KINDS[ERROR_KIND_COUNT] = {
    [ERROR_NONE] = {0, "none", "done, or nothing to do"},
#define ERROR_KIND(kind, exit_code, slug, meaning) [kind] = {exit_code, slug, meaning},
#include "base/error.def"
#undef ERROR_KIND
};

bool
error_set(Error *err, ErrorKind kind, const char *format, ...)
{
    va_list args;

    assert(err->kind == ERROR_NONE); /* a second error must not hide the first */
    assert(kind != ERROR_NONE);

    va_start(args, format);
    err->message = arena_vprintf(err->arena, format, args);
    va_end(args);

    err->kind = kind;

    return false;
}

bool
error_wrap(Error *err, const char *format, ...)
{
    va_list args;

    assert(err->kind != ERROR_NONE);

    va_start(args, format);
    const char *context = arena_vprintf(err->arena, format, args);
    va_end(args);

    err->message = arena_printf(err->arena, "%s: %s", context, err->message);

    return false;
}

bool
error_detail(Error *err, const char *format, ...)
{
    va_list args;

    assert(err->kind != ERROR_NONE);

    va_start(args, format);
    err->detail = arena_vprintf(err->arena, format, args);
    va_end(args);

    return false;
}

bool
error_hint(Error *err, const char *format, ...)
{
    va_list args;

    assert(err->kind != ERROR_NONE);

    va_start(args, format);
    err->hint = arena_vprintf(err->arena, format, args);
    va_end(args);

    return false;
}

static const char *
copy_of(Arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_strdup(arena, text);
}

bool
error_move(Error *err, const Error *from)
{
    err->kind = from->kind;
    err->message = copy_of(err->arena, from->message);
    err->detail = copy_of(err->arena, from->detail);
    err->hint = copy_of(err->arena, from->hint);
    err->code = copy_of(err->arena, from->code);
    err->server = copy_of(err->arena, from->server);
    err->place = from->place;
    err->place.file = copy_of(err->arena, from->place.file);
    err->place.excerpt = copy_of(err->arena, from->place.excerpt);

    return false;
}

void
error_clear(Error *err)
{
    *err = ERROR_INIT(err->arena);
}

int
error_exit_code(ErrorKind kind)
{
    assert(kind < ERROR_KIND_COUNT);
    return KINDS[kind].exit_code;
}

const char *
error_slug(ErrorKind kind)
{
    assert(kind < ERROR_KIND_COUNT);
    return KINDS[kind].slug;
}

const char *
error_meaning(ErrorKind kind)
{
    assert(kind < ERROR_KIND_COUNT);
    return KINDS[kind].meaning;
}
