/*
 * fuzz_format.c
 *    Any bytes as a file of any format: the invariants of unit/source/format_invariants.h.
 *
 * The first line of the input has the name of a format and that of a file, without its .sql, so
 * that the corpus stays readable.
 */
#include "fuzz/fuzz.h"
#include "unit/source/format_invariants.h"

/* As the directory gives it: it ends in .sql, and what is in a folder comes with the folder. */
static Str
file_name(const Format *format, Str name, Arena *arena)
{
    if (format->folder_up != NULL)
        return str_from(arena_printf(arena, STR_FORMAT "/%s", STR_ARGS(name), format->folder_up));

    return str_from(arena_printf(arena, STR_FORMAT ".sql", STR_ARGS(name)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA arena = {0};
    Str text = {.data = (const char *)data, .size = size};
    Str name = str_cut(&text, '\n');
    const Format *format = format_by_name(str_cut(&name, ' '));
    size_t offset = 0;
    const Format *marked = format_of_text(text, &offset);

    check(marked == NULL || marked->mark != NULL, "a format without marks is found by them");

    if (format == NULL || str_find_char(name, 0, '\0') < name.size)
        return 0;
    /* No directory gives these: what is hidden is no migration (detect_is_sql()). */
    if (name.size == 0 || name.data[0] == '.')
        return 0;

    name = file_name(format, name, &arena);
    (void)format_of_name(name);
    check_invariant(broken_format_invariant(format, name, text));

    return 0;
}
