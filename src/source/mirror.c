/*
 * mirror.c
 *    What the table of another tool is told about a migration.
 */
#include "source/mirror.h"

#include <string.h>

/* What a tool's row holds besides the version: nothing that it would have to compute. */
static const struct
{
    const char *tool;
    bool as_written; /* the version is the number as in the file's name, zeros and all */
    bool mark;
} MIRRORED[] = {
    {"goose", false, false},
    {"golang-migrate", false, true},
    {"dbmate", true, false},
    {"diesel", true, false},
};

static size_t
find_tool(const HistoryTable *table)
{
    size_t index = 0;

    while (index < LENGTH_OF(MIRRORED) && strcmp(MIRRORED[index].tool, table->tool) != 0)
        index++;

    return index;
}

const char *
mirror_refusal(const HistoryTable *table)
{
    return find_tool(table) < LENGTH_OF(MIRRORED)
               ? NULL
               : "its rows hold what only the tool itself can say, a checksum for one";
}

bool
mirror_is_mark(const HistoryTable *table)
{
    return MIRRORED[find_tool(table)].mark;
}

/* "2026-01-02-030405" without its dashes; "00001" as it stands. */
static Str
written_number(const Migration *migration, Arena *arena)
{
    const Str digits =
        str_slice(migration->version, 0, (size_t)migration->number_start + migration->number_size);
    char *number = arena_alloc(arena, digits.size + 1);
    size_t size = 0;

    for (size_t index = 0; index < digits.size; index++)
    {
        if (digits.data[index] != '-')
            number[size++] = digits.data[index];
    }

    return (Str){.data = number, .size = size};
}

static void
add(MirrorChange *change, Str column, Str value)
{
    change->columns[change->count] = column;
    change->values[change->count++] = value;
}

/* version, dirty; where rows are ordered by a sequence none ever goes. */
static MirrorChange
change_mark(const HistoryFound *found, const Migration *migration, uint64_t moment, Arena *arena)
{
    const bool behind = strcmp(found->table->order, "sequence") == 0;
    MirrorChange change = {
        .found = found, .comes = migration != NULL || behind, .only = !behind, .behind = behind};

    add(&change, found->columns[0], migration == NULL ? STR("-1") : migration_number(migration));
    add(&change, found->columns[1], STR("0"));

    if (behind)
        add(&change, found->order,
            str_from(arena_printf(arena, "%llu", (unsigned long long)moment)));

    return change;
}

MirrorChange
mirror_change(const HistoryFound *found, const Migration *migration, bool applied, uint64_t moment,
              Arena *arena)
{
    const size_t tool = find_tool(found->table);

    if (MIRRORED[tool].mark)
        return change_mark(found, migration, moment, arena);

    MirrorChange change = {.found = found, .comes = applied};

    add(&change, found->columns[0],
        MIRRORED[tool].as_written ? written_number(migration, arena) : migration_number(migration));

    if (strcmp(MIRRORED[tool].tool, "goose") == 0)
        add(&change, found->columns[1], STR("1"));

    return change;
}
