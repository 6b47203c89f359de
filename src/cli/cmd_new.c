/*
 * cmd_new.c
 *    pawl new NAME: an empty migration file with the next number.
 */
#include "base/file.h"
#include "cli/cli.h"
#include "config/config.h"
#include "source/migration.h"

enum
{
    WIDTH_FIRST = 4,
};

/* Letters, digits, dashes and underscores; what else people type becomes an underscore. */
static const char *
clean_name(const char *name, Arena *arena)
{
    char *clean = arena_strdup(arena, name);

    for (char *at = clean; *at != '\0'; at++)
    {
        if (!char_is_word(*at) && *at != '-')
            *at = '_';
    }

    return clean;
}

/* One more than the newest, as wide as it is written: 0007 after 0006, 20261124... stays long. */
static MUST_CHECK bool
next_number(const Source *source, Arena *arena, const char **ret_number, Error *err)
{
    uint64_t number = 0;
    size_t width = WIDTH_FIRST;

    size_t count = source->count;

    /* Repeatable ones come last, unless they say in their text how they keep their place. */
    while (count > 0 && source->migrations[count - 1].repeatable && source->format->habits == NULL)
        count--;

    if (count > 0)
    {
        const Migration *newest = &source->migrations[count - 1];

        const Str digits = migration_number(newest);

        if (!str_to_u64(digits, &number) || number == UINT64_MAX)
            return error_set(err, ERROR_SOURCE, "no number comes after \"" STR_FORMAT "\"",
                             STR_ARGS(newest->version));

        width = (size_t)newest->number_start + digits.size;
    }

    *ret_number = arena_printf(arena, "%0*llu", (int)width, (unsigned long long)number + 1);

    return true;
}

bool
cmd_NEW(Cli *cli, Error *err)
{
    Config config;
    Source source;
    const char *number = NULL;

    if (!config_load(&cli->options, cli->environment, CONFIG_FOLDERS, &cli->arena, &config, err))
        return false;

    if (config.count != 1)
    {
        (void)error_set(err, ERROR_USAGE, "which target is the migration for?");
        return error_hint(err, "Name one: `pawl new %s --target %s`.", cli->args.operands[0],
                          config.targets[0].name);
    }

    const SourceOptions options = {.format = config.targets[0].format};

    if (!source_read(config.targets[0].dir, &options, &cli->arena, &source, err))
        return false;

    if (source.index != NULL)
    {
        (void)error_set(err, ERROR_SOURCE, "\"%s/%s\" says which files are migrations",
                        source.directory, source.index);
        return error_hint(err, "Write the file where you want it, and name it there.");
    }

    if (!next_number(&source, &cli->arena, &number, err))
        return false;

    const char *path = arena_printf(&cli->arena, "%s/%s_%s.sql", config.targets[0].dir, number,
                                    clean_name(cli->args.operands[0], &cli->arena));

    if (!file_create(path, STR(""), ERROR_SOURCE, err))
        return false;

    if (cli->json != NULL)
        json_report_value(cli->json, "path", path);
    else
        (void)fprintf(cli->results, "%s\n", path);

    return true;
}
