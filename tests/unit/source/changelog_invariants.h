/*
 * changelog_invariants.h
 *    What holds for any bytes as a changelog, shared by the unit tests and the fuzzer.
 */
#ifndef UNIT_SOURCE_CHANGELOG_INVARIANTS_H
#define UNIT_SOURCE_CHANGELOG_INVARIANTS_H

#include <string.h>

#include "source/formats/liquibase_changelog.h"
#include "source/formats/liquibase_paths.h"

static inline bool
nothing_is_there(const void *context, const char *path)
{
    (void)context, (void)path;

    return false;
}

/* "a/b": no part that leads elsewhere, none that is empty. */
static inline bool
is_below(const char *path)
{
    Str rest = str_from(path);

    while (rest.size > 0)
    {
        const Str part = str_cut(&rest, '/');

        if (part.size == 0 || STR_IS(part, ".") || STR_IS(part, ".."))
            return false;
    }

    return path[0] == '\0' || path[strlen(path) - 1] != '/';
}

static inline const char *
broken_by_include(const LiquibaseInclude *include, Str text, Arena *arena)
{
    const char *beside = liquibase_path_beside("v1/changelog.xml", include->path, arena);
    const char *searched =
        liquibase_path_in(STR("/app/db/changelog"), include->path, nothing_is_there, NULL, arena);

    if (include->path.size == 0 || include->offset >= text.size)
        return "an include has no path or no place";
    if (include->path.data[0] == '/')
        return "a path begins with a slash";
    if (beside != NULL && !is_below(beside))
        return "a path leads elsewhere";

    return searched == NULL ? NULL : "what is nowhere was found";
}

/* NULL if all holds. */
static inline const char *
broken_changelog_invariant(const char *path, Str text)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    LiquibaseChangelog changelog;
    const char *broken = NULL;

    if (!liquibase_changelog(path, text, &arena, &changelog, &err))
        return err.kind == ERROR_SOURCE && err.message != NULL && err.place.line > 0
                   ? NULL
                   : "it is refused without a reason or a place";

    for (size_t index = 0; index < changelog.count && broken == NULL; index++)
        broken = broken_by_include(&changelog.includes[index], text, &arena);

    for (size_t index = 0; index < changelog.property_count && broken == NULL; index++)
    {
        if (changelog.properties[index].name.size == 0 ||
            changelog.properties[index].value.data == NULL)
            broken = "a property has no name or no value";
    }

    return broken;
}

#endif /* UNIT_SOURCE_CHANGELOG_INVARIANTS_H */
