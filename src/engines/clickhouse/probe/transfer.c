/*
 * transfer.c
 *    ALTER TABLE ... ATTACH PARTITION FROM, REPLACE PARTITION FROM, MOVE PARTITION TO TABLE: which
 *    parts are copies of which?
 *
 * All three copy the parts of a partition, as hard links under new block numbers, one rename each.
 * A copy has the hash of what it was copied from (hash_of_all_files), until it is merged.
 * Killed at every rename (26.7):
 *
 *   ATTACH FROM   any number of copies is there; again, it would attach them all once more
 *   REPLACE       copies beside all that was there before, and only when every copy is there does
 *                 the old go, at once: again, it comes to the same
 *   MOVE          first all copies, then the parts of the source go one by one: in between, rows
 *                 are in both tables, and again, it would copy what is left a second time
 *
 * So what is in the source only did not happen; what is only half copied is dropped from the target
 * again; and a MOVE that has copied all is finished by dropping the rest of the source.
 *
 * Before 20.10 parts have no such hash (18.16 has no MOVE either): rows and level have to agree
 * instead, which proves something only in a table that is this migration's own.
 */
#include "base/macro.h"
#include "engines/clickhouse/parse/partition.h"
#include "engines/clickhouse/probe/own.h"
#include "engines/clickhouse/probe/parts.h"

typedef struct Transfer
{
    PartFilter source; /* the parts that are meant */
    PartFilter target; /* of the same partition */
    size_t wanted;     /* parts of the source before */
    size_t left;       /* of these are still there */
    size_t copied;     /* of these have a copy */
    size_t added;      /* new parts of the target */
    bool *is_copy;     /* by index of now->parts */
    bool hashes;       /* copies are told by their hash */
} Transfer;

/* ---- what is copied ---- */

static bool
is_copy_of(const LookPart *copy, const LookPart *part)
{
    PartRange copy_range;
    PartRange range;

    if (copy->hash.size > 0 && part->hash.size > 0)
        return str_equal(copy->hash, part->hash);

    return copy->rows == part->rows && part_range(copy, &copy_range) && part_range(part, &range) &&
           copy_range.level == range.level;
}

/* Parts with the same rows have the same hash, so each copy counts for one part only. */
static bool
find_copy(const Probe *probe, Transfer *transfer, const LookPart *part)
{
    for (size_t index = 0; index < probe->now->part_count; index++)
    {
        const LookPart *copy = &probe->now->parts[index];

        if (transfer->is_copy[index] || !part_fits(copy, &transfer->target) ||
            part_was_there(probe->before, copy) || !is_copy_of(copy, part))
            continue;

        transfer->is_copy[index] = true;
        return true;
    }

    return false;
}

static void
find_copies(const Probe *probe, Transfer *transfer)
{
    transfer->is_copy = ARENA_ARRAY(probe->arena, bool, probe->now->part_count + 1);
    transfer->hashes = true;

    for (size_t index = 0; index < probe->before->part_count; index++)
    {
        const LookPart *part = &probe->before->parts[index];

        if (!part_fits(part, &transfer->source))
            continue;

        transfer->hashes = transfer->hashes && part->hash.size > 0;
        transfer->copied += find_copy(probe, transfer, part) ? 1 : 0;
    }
}

/*
 * The partition by the statement's text, if there is one of that ID; else the only one that
 * changed in the target.  Empty if none did.
 */
static bool
find_partition(const Probe *probe, const ClickhousePartition *what, Transfer *transfer)
{
    const PartFilter by_id = {.table = transfer->source.table, .partition = what->id};
    const PartFilter in_target = {.table = transfer->target.table, .partition = what->id};
    Str id = {0};

    if (what->part)
    {
        transfer->source.name = what->id;
        for (size_t index = 0; index < probe->before->part_count; index++)
        {
            if (part_fits(&probe->before->parts[index], &transfer->source))
                id = probe->before->parts[index].partition_id;
        }
    }
    else if (what->id.size > 0 &&
             (parts_count(probe->before, &by_id) > 0 || parts_count(probe->before, &in_target) > 0))
    {
        id = what->id;
    }
    else if (!what->all &&
             !parts_changed_in(probe->before, probe->now, transfer->target.table, &id))
    {
        return false;
    }

    transfer->source.partition = id;
    transfer->target.partition = id;

    return true;
}

static void
count_parts(const Probe *probe, Transfer *transfer)
{
    transfer->wanted = parts_count(probe->before, &transfer->source);
    transfer->left = transfer->wanted - parts_gone(probe->before, probe->now, &transfer->source);
    transfer->added = parts_new(probe->before, probe->now, &transfer->target);
    find_copies(probe, transfer);
}

/* Whether what is new in the target, copies apart, came out of merges. */
static bool
others_are_merged(const Probe *probe, const Transfer *transfer)
{
    bool merged = true;

    for (size_t index = 0; index < probe->now->part_count && merged; index++)
    {
        const LookPart *part = &probe->now->parts[index];
        PartRange range;

        if (part_fits(part, &transfer->target) && !transfer->is_copy[index] &&
            !part_was_there(probe->before, part))
            merged = part_range(part, &range) && range.first < range.last;
    }

    return merged;
}

/* Whether the target has the source's rows on top of its own, though copies were merged. */
static bool
rows_arrived(const Probe *probe, const Transfer *transfer)
{
    return transfer->added > 0 && others_are_merged(probe, transfer) &&
           parts_gone(probe->before, probe->now, &transfer->target) == 0 &&
           parts_rows(probe->now, &transfer->target) ==
               parts_rows(probe->before, &transfer->target) +
                   parts_rows(probe->before, &transfer->source);
}

/* ---- repairs ---- */

/* What the statement added to the target goes again. */
static Finding
take_back(const Probe *probe, const Transfer *transfer, const char *what)
{
    const bool was_empty =
        parts_count(probe->before, &transfer->target) == 0 && transfer->target.partition.size > 0;
    const bool proven = transfer->hashes || probe_owns(probe, transfer->target.table);
    PartRepairs repairs = {.impossible = !proven};

    if (proven && was_empty)
        parts_repair(probe, &repairs,
                     parts_alter(probe, transfer->target.table, "DROP PARTITION ID",
                                 transfer->target.partition, ""));

    for (size_t index = 0; index < probe->now->part_count && proven && !was_empty; index++)
    {
        if (transfer->is_copy[index])
            parts_repair(probe, &repairs, parts_drop_one(probe, &probe->now->parts[index]));
    }

    return parts_mend(probe, &repairs, VERDICT_DID_NOT,
                      arena_printf(probe->arena,
                                   "%zu of the %zu part(s) were copied, and all of these are still "
                                   "in the source. %s",
                                   transfer->copied, transfer->wanted, what));
}

/* Everything is copied: what is left of it in the source goes. */
static Finding
finish_move(const Probe *probe, const Transfer *transfer, const char *what)
{
    PartRepairs repairs = {0};

    for (size_t index = 0; index < probe->now->part_count; index++)
    {
        const LookPart *part = &probe->now->parts[index];

        if (part_fits(part, &transfer->source) && part_was_there(probe->before, part))
            parts_repair(probe, &repairs, parts_drop_one(probe, part));
    }

    return parts_mend(probe, &repairs, VERDICT_TOOK_EFFECT,
                      arena_printf(probe->arena,
                                   "All %zu part(s) were copied, and %zu of them are still in the "
                                   "source. %s",
                                   transfer->wanted, transfer->left, what));
}

/* ---- verdicts ---- */

static Finding
judge_attach(const Probe *probe, const Transfer *transfer, const char *what)
{
    if (transfer->added == 0)
        return probe_found(probe, VERDICT_DID_NOT, "Nothing was added to %s since.",
                           probe_words(probe, transfer->target.table));
    if (transfer->copied == transfer->wanted && transfer->added == transfer->wanted)
        return probe_found(probe, VERDICT_TOOK_EFFECT, "All %zu part(s) were attached. %s",
                           transfer->wanted, what);
    if (transfer->copied == transfer->added)
        return take_back(probe, transfer, what);
    if (rows_arrived(probe, transfer))
        return probe_found(probe, VERDICT_TOOK_EFFECT,
                           "All rows of the partition were added (its parts were merged since). %s",
                           what);

    return probe_found(probe, VERDICT_CANNOT_TELL,
                       "%zu of the %zu part(s) were attached, and other rows came as well. %s",
                       transfer->copied, transfer->wanted, what);
}

static Finding
judge_replace(const Probe *probe, const Transfer *transfer, const char *what)
{
    const size_t before = parts_count(probe->before, &transfer->target);
    const size_t gone = parts_gone(probe->before, probe->now, &transfer->target);

    if (transfer->added == 0 && gone == 0)
        return probe_found(probe, VERDICT_DID_NOT, "%s has the same rows as before.",
                           probe_words(probe, transfer->target.table));

    /* Copies come before the old goes, so this was somebody else, or a TTL. */
    if (gone == before && before > 0 && transfer->added == 0 && transfer->wanted > 0)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "Nothing is left of what the partition held before, and none of the %zu "
                           "part(s) came: somebody else has dropped it, before the statement or "
                           "after it. %s",
                           transfer->wanted, what);

    /* What was there goes when everything else has come. */
    if (gone == before &&
        (before > 0 || transfer->copied == transfer->wanted || rows_arrived(probe, transfer)))
        return probe_found(probe, VERDICT_TOOK_EFFECT,
                           "Nothing is left of what the partition held before. %s", what);

    if (before == 0 && transfer->added > transfer->copied)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%zu of the %zu part(s) are there, and other rows as well. %s",
                           transfer->copied, transfer->wanted, what);

    return probe_found(probe, VERDICT_DID_NOT,
                       "It is not finished, and comes to the same when it runs again. %s", what);
}

static Finding
judge_move(const Probe *probe, const Transfer *transfer, const char *what)
{
    const bool all = transfer->copied == transfer->wanted;

    /* Copies come first, so if the text does not say which partition it is, the target does. */
    if (transfer->added == 0 &&
        (transfer->left == transfer->wanted || transfer->source.partition.size == 0))
        return probe_found(probe, VERDICT_DID_NOT, "Nothing was added to %s since.",
                           probe_words(probe, transfer->target.table));
    if (transfer->left == 0 && (all || rows_arrived(probe, transfer)))
        return probe_found(probe, VERDICT_TOOK_EFFECT,
                           "All %zu part(s) are in the other table, and none in this one. %s",
                           transfer->wanted, what);
    if (all)
        return finish_move(probe, transfer, what);
    if (transfer->left == transfer->wanted && transfer->copied == transfer->added)
        return take_back(probe, transfer, what);

    return probe_found(probe, VERDICT_CANNOT_TELL,
                       "%zu of the %zu part(s) are still in the source, and %zu of them in the "
                       "target, beside other rows. %s",
                       transfer->left, transfer->wanted, transfer->copied, what);
}

Finding
probe_transfer(const Probe *probe)
{
    const ClickhousePartition what =
        clickhouse_partition(probe->server_version, probe->text, probe->arena);
    const bool moves = probe->facts->kind == CLICKHOUSE_ALTER_MOVE_PARTITION;
    Transfer transfer = {0};

    if (probe->facts->name_count < 2)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "Which tables it is about cannot be read from its text.");
    if (!probe->before->taken)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "Nobody looked at the two tables before it.");

    transfer.source.table = probe_name(probe, moves ? 0 : 1);
    transfer.target.table = probe_name(probe, moves ? 1 : 0);

    if (!find_partition(probe, &what, &transfer))
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "Several partitions changed, and which of them is meant, only the "
                           "server knows. %s",
                           parts_difference(probe, transfer.target.table));

    count_parts(probe, &transfer);

    const char *text = parts_difference(probe, transfer.target.table);

    if (moves)
        return judge_move(probe, &transfer, text);

    return probe->facts->kind == CLICKHOUSE_ALTER_REPLACE_PARTITION
               ? judge_replace(probe, &transfer, text)
               : judge_attach(probe, &transfer, text);
}
