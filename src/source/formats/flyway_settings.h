/*
 * flyway_settings.h
 *    The settings of Flyway that decide what a script means: its own, the environment's, the
 *    project's.
 *
 * Internal to source/formats/.  https://documentation.red-gate.com/flyway, "Script configuration",
 * "Placeholders" and "Configuration files": a script's file is its name with .conf behind it; the
 * project's are named in FLYWAY_CONFIG_FILES, or are the flyway.toml and flyway.user.toml of the
 * folder or of the one above, or else the flyway.conf there.  The environment wins over them, and a
 * later file over an earlier one.
 */
#ifndef SOURCE_FORMATS_FLYWAY_SETTINGS_H
#define SOURCE_FORMATS_FLYWAY_SETTINGS_H

#include "source/format.h"
#include "source/formats/properties.h"

typedef struct FlywaySettings
{
    const char *path; /* of the script */
    const char *const *environment;
    Properties script;
    Properties *projects;
    size_t project_count;
    Arena *arena;
} FlywaySettings;

/* ERROR_SOURCE with the place for what Flyway would not understand, and for what pawl cannot do. */
MUST_CHECK bool flyway_read(const FormatRequest *request, Arena *arena,
                            FlywaySettings *ret_settings, Error *err);

/* A setting by its name in a script's file, "executeInTransaction"; the fallback if nobody says. */
Str flyway_setting(const FlywaySettings *settings, const char *name, const char *fallback);

/* The schema in which Flyway makes what has none in its name; empty if its settings name none. */
Str flyway_schema(const FlywaySettings *settings);

/* An ExpandRules.value with FlywaySettings as its context; names are compared without case. */
bool flyway_placeholder(const ExpandRules *rules, Str inside, Buf *ret_value, Error *err);

#endif /* SOURCE_FORMATS_FLYWAY_SETTINGS_H */
