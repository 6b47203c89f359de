/*
 * sim_files.c
 *    The migrations of a simulation: split once, and what has to come of them in which order.
 */
#include "harness/sim.h"

#include "harness/test.h"

static const char *const VERBS[SIM_VERB_COUNT] = {
    [SIM_CREATE] = "create", [SIM_MUTATE] = "mutate", [SIM_FILL] = "fill",
    [SIM_APPEND] = "append", [SIM_RENAME] = "rename", [SIM_TOUCH] = "touch",
    [SIM_GROW] = "grow",     [SIM_USE] = "use",       [SIM_PUT] = "put",
};

static SimVerb
verb_of(Str word)
{
    for (SimVerb verb = 0; verb < SIM_VERB_COUNT; verb++)
    {
        if (str_equal(word, str_from(VERBS[verb])))
            return verb;
    }

    CHECK(false);

    return SIM_VERB_COUNT;
}

/* A mark belongs to the statement below it. */
static void
take_mark(Str line, Statement *statement)
{
    if (STR_IS(line, "-- done-when"))
        statement->done_when = STR("whether it is there");
    if (STR_IS(line, "-- idempotent"))
        statement->flags |= STATEMENT_IDEMPOTENT;
}

static void
split(Str text, Arena *arena, Script *ret_script)
{
    Script script = {.path = "model", .text = text, .mode = SCRIPT_STEPS};
    Str rest = text;

    script.statements = ARENA_ARRAY(arena, Statement, SIM_STEPS_MAX + 1);

    while (rest.size > 0)
    {
        Error err = ERROR_INIT(arena);
        const Str line = str_cut(&rest, '\n');
        Statement *statement = &script.statements[script.count];
        Str words = line;

        if (STR_IS(line, "begin"))
            script.mode = SCRIPT_TRANSACTION;
        take_mark(line, statement);
        if (STR_IS(line, "begin") || str_starts_with(line, STR("--")))
            continue;

        const Str word = str_cut(&words, ' ');
        const SimVerb verb = verb_of(word);

        statement->text = line;
        statement->kind = str_terminate(arena, word);
        statement->flags |= verb == SIM_USE    ? STATEMENT_SESSION
                            : verb == SIM_GROW ? STATEMENT_TRANSACTIONAL
                                               : 0U;
        CHECK(sha256_of_text(line, &statement->hash, &err));
        script.count++;
        CHECK(script.count < SIM_STEPS_MAX);
    }

    *ret_script = script;
}

static void
add_steps(SimFiles *files, size_t file)
{
    const Script *script = &files->scripts[file];
    Str used = {0};

    for (size_t index = 0; index < script->count; index++)
    {
        const Statement *statement = &script->statements[index];
        Str words = statement->text;
        uint64_t parts = 1;
        const SimVerb verb = verb_of(str_cut(&words, ' '));
        const Str name = str_cut(&words, ' ');

        if (verb == SIM_USE)
        {
            used = name;
            continue;
        }

        CHECK(words.size == 0 || str_to_u64(words, &parts));
        CHECK(parts <= SIM_PARTS_MAX && files->step_count < SIM_STEPS_MAX);

        const bool repeatable = (statement->flags & STATEMENT_IDEMPOTENT) != 0;

        files->steps[files->step_count++] =
            (SimStep){.script = script,
                      .index = index,
                      .file = file,
                      .verb = verb,
                      .parts = (unsigned)parts,
                      .repeatable = repeatable,
                      .decided_by_author = repeatable || statement->done_when.size > 0,
                      .used = verb == SIM_PUT ? used : STR("")};
    }
}

void
sim_files_read(const char *const *texts, bool down, SimFiles *ret_files)
{
    SimFiles *files = ret_files;

    *files = (SimFiles){.down = down};
    files->source = (Source){.directory = "model", .format = &format_plain};
    files->source.migrations = ARENA_ARRAY(&files->arena, Migration, SIM_FILES_MAX);

    for (size_t file = 0; file < SIM_FILES_MAX && texts[file] != NULL; file++)
    {
        Error err = ERROR_INIT(&files->arena);
        Migration *migration = &files->source.migrations[file];

        files->texts[file] = str_from(texts[file]);
        migration->version = str_from(arena_printf(&files->arena, "%zu", file + 1));
        migration->source = &files->source;
        migration->file = "model.sql";
        CHECK(sha256_of_text(files->texts[file], &migration->checksum, &err));
        files->source.count++;
        split(files->texts[file], &files->arena, &files->scripts[file]);
    }

    for (size_t turn = 0; turn < files->source.count; turn++)
        add_steps(files, down ? files->source.count - 1 - turn : turn);
}

void
sim_files_done(SimFiles *files)
{
    arena_free(&files->arena);
}

bool
sim_split_text(const SimFiles *files, Str text, Script *ret_script)
{
    for (size_t file = 0; file < files->source.count; file++)
    {
        if (files->texts[file].data == text.data)
        {
            *ret_script = files->scripts[file];
            return true;
        }
    }

    return false;
}

const SimStep *
sim_step_of(const SimFiles *files, const Script *script, size_t index)
{
    for (size_t step = 0; step < files->step_count; step++)
    {
        if (files->steps[step].script->statements == script->statements &&
            files->steps[step].index == index)
            return &files->steps[step];
    }

    return NULL;
}
