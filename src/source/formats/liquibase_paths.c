/*
 * liquibase_paths.c
 *    Where in a directory a path of Liquibase leads.
 */
#include "source/formats/liquibase_paths.h"

#include <string.h>

#include "base/buf.h"

/* Add the parts of a path to another, "a/b" and "../c" making "a/c".  False if it leads out. */
static bool
append_parts(Buf *to, Str path)
{
    while (path.size > 0)
    {
        const Str part = str_cut(&path, '/');

        if (part.size == 0 || STR_IS(part, "."))
            continue;
        if (!STR_IS(part, ".."))
        {
            buf_printf(to, "%s" STR_FORMAT, to->size > 0 ? "/" : "", STR_ARGS(part));
            continue;
        }
        if (to->size == 0)
            return false;

        const char *slash = memrchr(to->data, '/', to->size);

        to->size = slash == NULL ? 0 : (size_t)(slash - to->data);
    }

    return true;
}

const char *
liquibase_path_beside(const char *from, Str path, Arena *arena)
{
    SCOPED_BUF buf = {0};
    const char *slash = strrchr(from, '/');
    const Str folder = {.data = from, .size = slash == NULL ? 0 : (size_t)(slash - from)};

    return append_parts(&buf, folder) && append_parts(&buf, path)
               ? arena_copy(arena, buf_text(&buf), buf.size)
               : NULL;
}

/* Where the last `count` parts of a path begin; its size if it has not so many. */
static size_t
last_parts(Str path, size_t count)
{
    size_t at = path.size;

    for (; count > 0; count--)
    {
        const char *slash = at == 0 ? NULL : memrchr(path.data, '/', at);

        if (slash == NULL)
            return path.size;

        at = (size_t)(slash - path.data);
    }

    return at < path.size ? at + 1 : at;
}

const char *
liquibase_path_in(Str home, Str path, bool (*is_there)(const void *context, const char *path),
                  const void *context, Arena *arena)
{
    const char *whole = liquibase_path_beside("", path, arena);
    const Str all = str_from(whole == NULL ? "" : whole);
    size_t end = 0; /* of the folders in front that are left out: the last ones of the way home */
    size_t start = 0;

    if (all.size == 0)
        return NULL;

    for (size_t count = 0;; count++)
    {
        const Str way = str_slice(home, last_parts(home, count), home.size);

        if (str_equal(way, str_slice(all, 0, end)) && is_there(context, whole + start))
            return whole + start;
        if (start == all.size)
            return NULL;

        end = str_find_char(all, start, '/');
        start = end < all.size ? end + 1 : end;
    }
}
