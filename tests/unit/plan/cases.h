/*
 * cases.h
 *    Sources written as one line, and plans read as one.
 *
 * A source is versions separated by blanks; "!" behind one says that the file was edited since
 * rows.h gave it its checksum.  R__ is repeatable, A__ runs always, M__ may fail.
 */
#ifndef UNIT_PLAN_CASES_H
#define UNIT_PLAN_CASES_H

#include "plan/plan.h"

#include "unit/ledger/rows.h"

enum
{
    CASES_MIGRATIONS_MAX = 32,
};

static Source
cases_source(const char *text, Arena *arena)
{
    static const Source directory = {.directory = "db"};
    Source source = {.directory = "db", .migrations = ARENA_ARRAY(arena, Migration, 32)};
    Str rest = str_from(text);

    while (rest.size > 0)
    {
        Str version = str_cut(&rest, ' ');
        const bool edited = str_ends_with(version, STR("!"));
        Migration *migration = &source.migrations[source.count++];

        CHECK(source.count <= CASES_MIGRATIONS_MAX);
        version.size -= edited ? 1 : 0;
        *migration = (Migration){
            .version = version,
            .file = arena_printf(arena, STR_FORMAT ".sql", STR_ARGS(version)),
            .source = &directory,
            .checksum = rows_hash(version, 0, edited),
            .repeatable =
                str_starts_with(version, STR("R__")) || str_starts_with(version, STR("A__")),
            .always = str_starts_with(version, STR("A__")),
            .may_fail = str_starts_with(version, STR("M__")),
            .bootstrap = str_ends_with(version, STR("_schema_migrations")),
        };
    }

    return source;
}

static const char *
cases_action(PlanAction action)
{
    static const char *const names[] = {
        [PLAN_SKIP] = "skip",     [PLAN_APPLY] = "apply",   [PLAN_RESUME] = "resume",
        [PLAN_ADOPT] = "adopt",   [PLAN_REPEAT] = "repeat", [PLAN_LEAVE] = "leave",
        [PLAN_REVERT] = "revert",
    };

    return names[action];
}

static const char *
cases_list(const char *text, const char *name, const Str *versions, size_t count, Arena *arena)
{
    for (size_t index = 0; index < count; index++)
        text = arena_printf(arena, "%s%s" STR_FORMAT, text, index == 0 ? name : " ",
                            STR_ARGS(versions[index]));

    return text;
}

/* "1 skip, 2 apply late; pending 1, skipped 1; missing 9; only 9; unrecorded 1" */
static ATTR_UNUSED const char *
cases_describe(const Plan *plan, Arena *arena)
{
    const char *text = "";

    for (size_t index = 0; index < plan->count; index++)
    {
        const PlanItem *item = &plan->items[index];

        text = arena_printf(arena, "%s%s" STR_FORMAT " %s%s%s", text, index == 0 ? "" : ", ",
                            STR_ARGS(item->migration->version), cases_action(item->action),
                            item->out_of_order ? " late" : "", item->drifted ? " drifted" : "");
    }

    text = arena_printf(arena, "%s; %zu/%zu", text, plan->pending_count, plan->skipped_count);
    text = cases_list(text, "; missing ", plan->missing, plan->missing_count, arena);
    text = cases_list(text, "; only ", plan->adopted_only, plan->adopted_only_count, arena);

    text = cases_list(text, "; unrecorded ", plan->unrecorded, plan->unrecorded_count, arena);

    return cases_list(text, "; withdrawn ", plan->withdrawn, plan->withdrawn_count, arena);
}

#endif /* UNIT_PLAN_CASES_H */
