/*
 * partition.c
 *    ALTER TABLE ... DROP, DETACH and ATTACH PARTITION, and what else there is for partitions.
 *
 * What a server leaves that is killed at any rename (18.16 and 26.7):
 *
 *   DROP      some parts are gone (26.7 replaces each by an empty one); again, it goes on
 *   DETACH    all parts are copied to detached/ first, as hard links, then they go one by one.
 *             Again, what is left would be copied a second time, as NAME_try1, and a later
 *             ATTACH PARTITION could bring these rows back twice.  Once a part is gone all copies
 *             are there: so the rest is dropped.  If none is gone, a copy may be incomplete: so
 *             the copies are dropped
 *   ATTACH    18.16 moves each part from detached/ into place; again, it goes on.  26.7 first
 *             renames all of them to attaching_NAME, which no statement can undo: ATTACH PART and
 *             DROP DETACHED PART both refuse such a name
 *   FREEZE    some parts are linked; again, it makes a new backup beside the old one.  Under a
 *             name of its own it is refused the second time (84)
 *   FETCH     parts come to detached/ from another replica
 *
 * 18.16 does not show what is detached.  There a DETACH of which nothing is gone is known not to
 * have begun only if the server did not die meanwhile.
 */
#include "engines/clickhouse/parse/partition.h"

#include "base/macro.h"
#include "engines/clickhouse/probe/parts.h"

#define ATTACHING "attaching_"

/* What a statement is about, by its text and by what changed. */
typedef struct Subject
{
    ClickhousePartition what;
    PartFilter filter;
} Subject;

/* ---- detached parts ---- */

static bool
is_detached(const LookPart *part, const Subject *subject)
{
    return part->detached && look_same_name(part->table, subject->filter.table) &&
           (subject->filter.partition.size == 0 ||
            str_equal(part->partition_id, subject->filter.partition)) &&
           (subject->filter.name.size == 0 || str_equal(part->name, subject->filter.name));
}

static bool
has_detached(const Look *look, const LookPart *part)
{
    for (size_t index = 0; index < look->part_count; index++)
    {
        if (look->parts[index].detached && look_same_name(look->parts[index].table, part->table) &&
            str_equal(look->parts[index].name, part->name))
            return true;
    }

    return false;
}

/* Detached parts of the subject in one look; only those that the other look has (or has not). */
static size_t
count_detached(const Look *look, const Look *other, bool in_other, const Subject *subject)
{
    size_t count = 0;

    for (size_t index = 0; index < look->part_count; index++)
    {
        const LookPart *part = &look->parts[index];

        count += is_detached(part, subject) && has_detached(other, part) == in_other ? 1 : 0;
    }

    return count;
}

/* Those that were taken up to be attached, and not put in place. */
static size_t
count_attaching(const Probe *probe, const Subject *subject)
{
    const Subject any = {
        .filter = {.table = subject->filter.table, .partition = subject->filter.partition}};
    size_t count = 0;

    for (size_t index = 0; index < probe->now->part_count; index++)
    {
        const LookPart *part = &probe->now->parts[index];

        count += is_detached(part, &any) && str_starts_with(part->name, STR(ATTACHING)) &&
                         !has_detached(probe->before, part)
                     ? 1
                     : 0;
    }

    return count;
}

/* ---- which parts ---- */

/* A partition ID that no part has was guessed wrong; then what changed shows which one it is. */
static bool
is_known_partition(const Probe *probe, LookName table, Str id)
{
    const Look *const looks[] = {probe->before, probe->now};

    for (size_t look = 0; look < LENGTH_OF(looks); look++)
    {
        for (size_t index = 0; index < looks[look]->part_count; index++)
        {
            const LookPart *part = &looks[look]->parts[index];

            if (look_same_name(part->table, table) && str_equal(part->partition_id, id))
                return true;
        }
    }

    return false;
}

/* False if several partitions changed, and the text does not say which is meant. */
static bool
find_subject(const Probe *probe, Subject *subject)
{
    const LookName table = probe_name(probe, 0);

    *subject = (Subject){
        .what = clickhouse_partition(probe->server_version, probe->text, probe->arena),
        .filter = {.table = table},
    };

    if (subject->what.part)
    {
        subject->filter.name = subject->what.id;
        return subject->what.id.size > 0;
    }
    if (subject->what.all)
        return true;

    if (subject->what.id.size > 0 && is_known_partition(probe, table, subject->what.id))
    {
        subject->filter.partition = subject->what.id;
        return true;
    }

    return parts_changed_in(probe->before, probe->now, table, &subject->filter.partition);
}

/* Whether it is known which parts are meant. */
static bool
is_certain(const Subject *subject)
{
    return subject->what.all || subject->filter.partition.size > 0 || subject->filter.name.size > 0;
}

/* ---- DROP ---- */

static Finding
judge_drop(const Probe *probe, const Subject *subject)
{
    const bool aside = subject->what.detached;
    const size_t before = aside ? count_detached(probe->before, probe->before, true, subject)
                                : parts_count(probe->before, &subject->filter);
    const size_t gone = aside ? count_detached(probe->before, probe->now, false, subject)
                              : parts_gone(probe->before, probe->now, &subject->filter);

    if (is_certain(subject) && before > 0 && gone == before)
        return probe_found(probe, VERDICT_TOOK_EFFECT,
                           "Nothing is left of the %zu part(s) that were there.", before);

    return probe_found(probe, VERDICT_DID_NOT,
                       "%zu of the %zu part(s) that were there are gone; dropping goes on where it "
                       "was when it runs again.",
                       gone, before);
}

/* ---- DETACH ---- */

/* Whether a detached part is a copy that was made since; the second of a name is NAME_try1. */
static bool
is_copy_of(const Probe *probe, const LookPart *copy, const LookPart *part)
{
    const Str rest = str_slice(copy->name, part->name.size, copy->name.size);

    return copy->detached && look_same_name(copy->table, part->table) &&
           str_starts_with(copy->name, part->name) &&
           (rest.size == 0 || str_starts_with(rest, STR("_try"))) &&
           !has_detached(probe->before, copy);
}

static const LookPart *
find_copy(const Probe *probe, const LookPart *part)
{
    for (size_t index = 0; index < probe->now->part_count; index++)
    {
        if (is_copy_of(probe, &probe->now->parts[index], part))
            return &probe->now->parts[index];
    }

    return NULL;
}

/* No part is gone: the copies, whole or not, go. */
static Finding
drop_copies(const Probe *probe, const Subject *subject)
{
    PartRepairs repairs = {0};

    for (size_t index = 0; index < probe->now->part_count; index++)
    {
        const LookPart *part = &probe->now->parts[index];
        const LookPart *copy = part_fits(part, &subject->filter) ? find_copy(probe, part) : NULL;

        if (copy != NULL)
            parts_repair(probe, &repairs,
                         parts_alter(probe, copy->table, "DROP DETACHED PART", copy->name,
                                     " SETTINGS allow_drop_detached = 1"));
    }

    if (repairs.count == 0 && !repairs.impossible)
        return probe_found(probe, VERDICT_DID_NOT, "All parts are still in the table.");

    return parts_mend(probe, &repairs, VERDICT_DID_NOT,
                      arena_printf(probe->arena,
                                   "%zu part(s) were copied to detached, and all of them are still "
                                   "in the table.",
                                   repairs.count));
}

/* Some are gone, so all were copied: the others go as well. */
static Finding
drop_the_rest(const Probe *probe, const Subject *subject, size_t gone)
{
    const size_t added = parts_new(probe->before, probe->now, &subject->filter);
    const char *evidence =
        arena_printf(probe->arena,
                     "%zu part(s) were moved to detached, and the others were copied there before "
                     "that, and are still in the table.",
                     gone);
    PartRepairs repairs = {0};

    for (size_t index = 0; index < probe->now->part_count; index++)
    {
        const LookPart *part = &probe->now->parts[index];
        Str repair = {0};

        if (!part_fits(part, &subject->filter) || !part_was_there(probe->before, part))
            continue;

        /* A part without a copy was merged since: it is not what was copied. */
        if (probe->server_version < LOOK_HAS_DETACHED)
            repair = added > 0 ? (Str){0}
                               : parts_alter(probe, part->table, "DROP PARTITION ID",
                                             part->partition_id, "");
        else if (find_copy(probe, part) != NULL)
            repair = parts_drop_one(probe, part);

        parts_repair(probe, &repairs, repair);
    }

    return parts_mend(probe, &repairs, VERDICT_TOOK_EFFECT, evidence);
}

static Finding
judge_detach(const Probe *probe, const Subject *subject)
{
    const size_t before = parts_count(probe->before, &subject->filter);
    const size_t gone = parts_gone(probe->before, probe->now, &subject->filter);

    if (is_certain(subject) && before > 0 && gone == before)
        return probe_found(probe, VERDICT_TOOK_EFFECT,
                           "All %zu part(s) that were there are out of the table.", before);
    if (gone > 0)
        return drop_the_rest(probe, subject, gone);
    if (probe->server_version < LOOK_HAS_DETACHED && look_restarted(probe->before, probe->now))
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "All parts are still in the table, but the server %s, and may have left "
                           "copies in the table's folder `detached`, which this version does not "
                           "show: look there.",
                           look_restart_words(probe->before, probe->now));

    return drop_copies(probe, subject);
}

/* ---- ATTACH ---- */

static Finding
judge_attach(const Probe *probe, const Subject *subject)
{
    const size_t before = count_detached(probe->before, probe->before, true, subject);
    const size_t left = before - count_detached(probe->before, probe->now, false, subject);
    const size_t attaching = count_attaching(probe, subject);

    if (probe->server_version < LOOK_HAS_DETACHED)
        return probe_found(probe, VERDICT_DID_NOT,
                           "It attaches part by part, and goes on with what is left in detached.");

    if (attaching > 0)
        return probe_found(probe, VERDICT_PARTLY,
                           "The server died while it attached: %zu part(s) lie in the table's "
                           "folder `detached` as " ATTACHING "..., and no statement can attach "
                           "them.  Rename these folders there to what follows " ATTACHING ", then "
                           "say --retry: it goes on with them.  %s",
                           attaching, parts_difference(probe, subject->filter.table));

    if (is_certain(subject) && before > 0 && left == 0)
        return probe_found(probe, VERDICT_TOOK_EFFECT,
                           "None of the %zu part(s) is left in detached.", before);

    return probe_found(probe, VERDICT_DID_NOT,
                       "%zu part(s) are in detached; attaching goes on with what is left there.",
                       left);
}

/* ---- others ---- */

static Finding
judge_freeze(const Probe *probe, const Subject *subject)
{
    if (subject->what.with_name)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "A backup with a name of its own can be made only once, and is not in "
                           "any table: look into the server's folder `shadow`.  `ALTER TABLE ... "
                           "UNFREEZE ... WITH NAME` removes it.");

    return probe_found(probe, VERDICT_DID_NOT,
                       "If it made a backup, another one beside it does no harm.");
}

static Finding
judge_fetch(const Probe *probe, const Subject *subject)
{
    const size_t fetched = count_detached(probe->now, probe->before, false, subject);

    if (!probe->before->taken || fetched > 0)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%zu part(s) are new in detached; whether these are all, only the other "
                           "replica knows.",
                           fetched);

    return probe_found(probe, VERDICT_DID_NOT, "Nothing is new in detached.");
}

static Finding
judge_without_parts(const Probe *probe, const Subject *subject)
{
    if (probe->facts->kind == CLICKHOUSE_ALTER_FREEZE_PARTITION)
        return judge_freeze(probe, subject);
    if (probe->facts->kind == CLICKHOUSE_ALTER_MOVE_PARTITION_DISK)
        return probe_found(probe, VERDICT_DID_NOT,
                           "It moves part by part, and goes on with what is left when it runs "
                           "again.");
    if (subject->what.unfreeze)
        return probe_found(probe, VERDICT_DID_NOT,
                           "What is unfrozen already stays so when it runs again.");

    return probe_found(probe, VERDICT_CANNOT_TELL,
                       "Its effect is not in any table that could be looked at.");
}

Finding
probe_partition(const Probe *probe)
{
    Subject subject;

    if (!find_subject(probe, &subject) && probe->facts->kind != CLICKHOUSE_ALTER_DROP_PARTITION)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "Several partitions changed, and which of them is meant, only the "
                           "server knows. %s",
                           parts_difference(probe, subject.filter.table));

    switch ((int)probe->facts->kind)
    {
        case CLICKHOUSE_ALTER_DROP_PARTITION:
            return judge_drop(probe, &subject);
        case CLICKHOUSE_ALTER_ATTACH_PARTITION:
            return judge_attach(probe, &subject);
        case CLICKHOUSE_ALTER_FETCH_PARTITION:
            return judge_fetch(probe, &subject);
        case CLICKHOUSE_ALTER_DETACH_PARTITION:
            break;
        default:
            return judge_without_parts(probe, &subject);
    }

    if (!probe->before->taken)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "Nobody looked at the parts of the table before it.");

    return judge_detach(probe, &subject);
}
