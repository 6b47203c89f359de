/*
 * parts.c
 *    What became of the parts of a MergeTree table between two looks.
 */
#include "engines/clickhouse/probe/parts.h"

#include "base/macro.h"
#include "engines/clickhouse/sql.h"

enum
{
    NUMBERS_MIN = 3,
    NUMBERS_MAX = 4,
    DAYS = 2,
    PARTITIONS_TOLD_MAX = 5,
    REPAIRS_MAX = 1000,
    HAS_DROP_PART = 2101,
};

#define PATCH_PREFIX "patch-"

/* The text behind the last `_`, cut off. */
static Str
cut_last(Str *text)
{
    size_t from = text->size;

    while (from > 0 && text->data[from - 1] != '_')
        from--;

    const Str last = str_slice(*text, from, text->size);

    *text = str_slice(*text, 0, from > 0 ? from - 1 : 0);

    return last;
}

/* In tables of the syntax before 18.1 two days come first, and not the partition's ID. */
bool
part_range(const LookPart *part, PartRange *ret_range)
{
    uint64_t numbers[NUMBERS_MAX] = {0};
    const size_t head = part->partition_id.size + 1;
    const bool plain = part->name.size > head && str_starts_with(part->name, part->partition_id) &&
                       part->name.data[head - 1] == '_';
    Str rest = plain ? str_slice(part->name, head, part->name.size) : part->name;
    size_t count = 1;

    for (size_t index = 0; index < rest.size; index++)
        count += rest.data[index] == '_' ? 1 : 0;

    count -= plain ? 0 : DAYS;
    if (count < NUMBERS_MIN || count > NUMBERS_MAX)
        return false;

    for (size_t index = count; index > 0; index--)
    {
        if (!str_to_u64(cut_last(&rest), &numbers[index - 1]))
            return false;
    }

    *ret_range = (PartRange){
        .first = numbers[0], .last = numbers[1], .level = numbers[2], .mutation = numbers[3]};

    return true;
}

bool
part_is_patch(const LookPart *part)
{
    return str_starts_with(part->partition_id, STR(PATCH_PREFIX));
}

bool
part_fits(const LookPart *part, const PartFilter *filter)
{
    return !part->detached && part->rows > 0 && !part_is_patch(part) &&
           look_same_name(part->table, filter->table) &&
           (filter->partition.size == 0 || str_equal(part->partition_id, filter->partition)) &&
           (filter->name.size == 0 || str_equal(part->name, filter->name));
}

/* The same name means the same content, unless the numbers were used again. */
static bool
was_replaced(const LookPart *old, const LookPart *part)
{
    const bool hashed = old->hash.size > 0 && part->hash.size > 0;

    return str_equal(old->name, part->name) &&
           (old->rows != part->rows || (hashed && !str_equal(old->hash, part->hash)));
}

bool
part_was_there(const Look *before, const LookPart *part)
{
    const PartFilter siblings = {.table = part->table, .partition = part->partition_id};
    PartRange range;
    bool first = false;
    bool last = false;
    uint64_t rows = 0;

    if (!part_range(part, &range))
        return false;

    for (size_t index = 0; index < before->part_count; index++)
    {
        const LookPart *old = &before->parts[index];
        PartRange old_range;

        if (!part_fits(old, &siblings) || !part_range(old, &old_range) ||
            old_range.first < range.first || old_range.last > range.last)
            continue;
        if (was_replaced(old, part))
            return false;

        first |= old_range.first == range.first;
        last |= old_range.last == range.last;
        rows += old->rows;
    }

    return first && last && part->rows <= rows;
}

size_t
parts_new(const Look *before, const Look *now, const PartFilter *filter)
{
    size_t count = 0;

    for (size_t index = 0; index < now->part_count; index++)
    {
        const LookPart *part = &now->parts[index];

        count += part_fits(part, filter) && !part_was_there(before, part) ? 1 : 0;
    }

    return count;
}

/* Whether some part that is there covers it, perhaps merged with newer ones. */
static bool
is_left(const Look *now, const LookPart *old)
{
    const PartFilter siblings = {.table = old->table, .partition = old->partition_id};
    PartRange old_range;
    PartRange range;

    if (!part_range(old, &old_range))
        return false;

    for (size_t index = 0; index < now->part_count; index++)
    {
        const LookPart *part = &now->parts[index];

        if (part_fits(part, &siblings) && part_range(part, &range) &&
            range.first <= old_range.first && range.last >= old_range.last &&
            !was_replaced(old, part))
            return true;
    }

    return false;
}

size_t
parts_gone(const Look *before, const Look *now, const PartFilter *filter)
{
    size_t count = 0;

    for (size_t index = 0; index < before->part_count; index++)
    {
        const LookPart *old = &before->parts[index];

        count += part_fits(old, filter) && !is_left(now, old) ? 1 : 0;
    }

    return count;
}

size_t
parts_count(const Look *look, const PartFilter *filter)
{
    size_t count = 0;

    for (size_t index = 0; index < look->part_count; index++)
        count += part_fits(&look->parts[index], filter) ? 1 : 0;

    return count;
}

uint64_t
parts_rows(const Look *look, const PartFilter *filter)
{
    uint64_t rows = 0;

    for (size_t index = 0; index < look->part_count; index++)
        rows += part_fits(&look->parts[index], filter) ? look->parts[index].rows : 0;

    return rows;
}

/* ---- without regard to merges ---- */

static bool
is_active(const LookPart *part, LookName table)
{
    return !part->detached && part->rows > 0 && look_same_name(part->table, table);
}

static bool
has_part(const Look *look, const LookPart *wanted)
{
    for (size_t index = 0; index < look->part_count; index++)
    {
        const LookPart *part = &look->parts[index];

        if (is_active(part, wanted->table) && str_equal(part->name, wanted->name) &&
            part->rows == wanted->rows && str_equal(part->hash, wanted->hash))
            return true;
    }

    return false;
}

static bool
has_all_parts(const Look *look, const Look *of, LookName table)
{
    bool all = true;

    for (size_t index = 0; index < of->part_count && all; index++)
        all = !is_active(&of->parts[index], table) || has_part(look, &of->parts[index]);

    return all;
}

bool
parts_identical(const Look *before, const Look *now, LookName table)
{
    return has_all_parts(before, now, table) && has_all_parts(now, before, table);
}

/* ---- by partition ---- */

static bool
changed(const Look *before, const Look *now, const PartFilter *filter)
{
    return parts_new(before, now, filter) > 0 || parts_gone(before, now, filter) > 0;
}

/* Whether this part is the first of its partition in the two looks, one behind the other. */
static bool
is_first_of_partition(const Look *before, const Look *now, LookName table, const LookPart *part)
{
    const PartFilter siblings = {.table = table, .partition = part->partition_id};
    const Look *const looks[] = {before, now};

    if (!part_fits(part, &siblings))
        return false;

    for (size_t look = 0; look < LENGTH_OF(looks); look++)
    {
        for (size_t index = 0; index < looks[look]->part_count; index++)
        {
            if (part_fits(&looks[look]->parts[index], &siblings))
                return &looks[look]->parts[index] == part;
        }
    }

    return false;
}

/* The next part that is the first of a partition that changed; *at counts through both looks. */
static const LookPart *
next_changed(const Look *before, const Look *now, LookName table, size_t *at)
{
    while (*at < before->part_count + now->part_count)
    {
        const size_t index = (*at)++;
        const LookPart *part = index < before->part_count ? &before->parts[index]
                                                          : &now->parts[index - before->part_count];
        const PartFilter filter = {.table = table, .partition = part->partition_id};

        if (is_first_of_partition(before, now, table, part) && changed(before, now, &filter))
            return part;
    }

    return NULL;
}

bool
parts_changed_in(const Look *before, const Look *now, LookName table, Str *ret_id)
{
    size_t at = 0;
    const LookPart *first = next_changed(before, now, table, &at);
    const bool only = first == NULL || next_changed(before, now, table, &at) == NULL;

    *ret_id = only && first != NULL ? first->partition_id : (Str){0};

    return only;
}

const char *
parts_difference(const Probe *probe, LookName table)
{
    SCOPED_BUF text = {0};
    const LookPart *part = NULL;
    size_t at = 0;
    size_t told = 0;

    while ((part = next_changed(probe->before, probe->now, table, &at)) != NULL)
    {
        const PartFilter filter = {.table = table, .partition = part->partition_id};

        if (told++ >= PARTITIONS_TOLD_MAX)
            continue;

        buf_printf(&text,
                   "%sPartition " STR_FORMAT " of " STR_FORMAT
                   " had %zu part(s) with %llu rows before and has %zu with %llu now.",
                   told > 1 ? " " : "", STR_ARGS(part->partition_id), STR_ARGS(table.name),
                   parts_count(probe->before, &filter),
                   (unsigned long long)parts_rows(probe->before, &filter),
                   parts_count(probe->now, &filter),
                   (unsigned long long)parts_rows(probe->now, &filter));
    }

    if (told > PARTITIONS_TOLD_MAX)
        buf_printf(&text, " So did %zu more partitions change.", told - PARTITIONS_TOLD_MAX);

    return arena_strdup(probe->arena, buf_text(&text));
}

Str
parts_alter(const Probe *probe, LookName table, const char *words, Str literal, const char *tail)
{
    SCOPED_BUF sql = {0};

    buf_append(&sql, probe_statement(probe, "ALTER TABLE", table));
    buf_printf(&sql, " %s ", words);
    clickhouse_append_literal(&sql, literal);
    buf_append_text(&sql, tail);

    return str_copy(probe->arena, buf_str(&sql));
}

Str
parts_drop_one(const Probe *probe, const LookPart *part)
{
    return probe->server_version >= HAS_DROP_PART
               ? parts_alter(probe, part->table, "DROP PART", part->name, "")
               : (Str){0};
}

void
parts_repair(const Probe *probe, PartRepairs *repairs, Str repair)
{
    if (repairs->list == NULL)
        repairs->list = ARENA_ARRAY(probe->arena, Str, REPAIRS_MAX);

    repairs->impossible |= repair.size == 0 || repairs->count == REPAIRS_MAX;

    for (size_t index = 0; index < repairs->count && !repairs->impossible; index++)
    {
        if (str_equal(repairs->list[index], repair))
            return;
    }

    if (!repairs->impossible)
        repairs->list[repairs->count++] = repair;
}

Finding
parts_mend(const Probe *probe, const PartRepairs *repairs, Verdict repaired, const char *evidence)
{
    if (repairs->impossible || repairs->count == 0)
        return probe_found(probe, VERDICT_PARTLY, "%s", evidence);

    return probe_mend(probe, repairs->list, repairs->count, repaired, "%s", evidence);
}
