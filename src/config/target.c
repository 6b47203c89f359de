/*
 * target.c
 *    From a draft to a target: its engine, its directory, its password.
 */
#include "config/target.h"

#include <fcntl.h>

#include "base/file.h"
#include "config/redact.h"

enum
{
    PASSWORD_SIZE_MAX = 4096,
};

/* "alpha://, beta://": what a URL may begin with. */
static const char *
known_schemes(Arena *arena)
{
    const char *list = NULL;

    for (const EngineOps *const *engine = ENGINES; *engine != NULL; engine++)
    {
        const char *scheme = arena_printf(arena, "%s://", (*engine)->name);

        if ((*engine)->accepts(str_from(scheme)))
            list = list == NULL ? scheme : arena_printf(arena, "%s or %s", list, scheme);
    }

    return list == NULL ? "" : list;
}

static bool
unknown_url(const Loader *loader, const Setting *url, Error *err)
{
    const Str text = str_from(url->text);
    const size_t scheme = str_find(text, 0, STR("://"));
    bool is_scheme = scheme > 0 && scheme < text.size;

    for (size_t index = 0; index < scheme && is_scheme; index++)
        is_scheme = char_is_word(text.data[index]) || strchr("+-.", text.data[index]) != NULL;

    /* What is no URL may be a password that went astray: it is not shown. */
    if (is_scheme)
        (void)error_set(err, ERROR_CONFIG, "no known database has URLs with \"" STR_FORMAT "://\"",
                        STR_ARGS(str_slice(text, 0, scheme)));
    else
        (void)error_set(err, ERROR_CONFIG, "a database URL was expected");

    (void)setting_blame(loader, url, err);

    return error_hint(err, "A URL begins with %s.", known_schemes(err->arena));
}

bool
target_find_engine(const Loader *loader, const Draft *draft, const char **ret_url,
                   const EngineOps **ret_engine, Error *err)
{
    Setting url = {0};

    *ret_url = NULL;
    *ret_engine = draft->name == NULL ? NULL : engine_by_name(str_from(draft->name));

    if (!setting_find(loader, draft, OPTION_URL, &url, err))
    {
        /* Whoever only writes a file needs no secrets. */
        if (loader->need != CONFIG_FOLDERS || draft->name == NULL)
            return false;

        error_clear(err);
        return true;
    }

    if (url.text == NULL)
    {
        if (loader->need == CONFIG_FOLDERS)
            return true;

        (void)error_set(err, ERROR_CONFIG, "target \"%s\" has no url", draft->name);
        (void)error_hint(err, "Give it a url, or set %s.",
                         config_variable(draft->name, OPTION_URL, err->arena));

        return draft->node == NULL ? false : tree_blame(&loader->file, draft->node->offset, err);
    }

    const EngineOps *engine = engine_for_url(str_from(url.text));

    if (engine == NULL)
        return unknown_url(loader, &url, err);

    if (*ret_engine != NULL && *ret_engine != engine)
    {
        /* Two secrets in each other's place, most likely. */
        (void)error_set(err, ERROR_CONFIG, "target \"%s\" has the URL of a %s database",
                        draft->name, engine->title);
        return setting_blame(loader, &url, err);
    }

    *ret_engine = engine;
    *ret_url = loader->need == CONFIG_FOLDERS ? NULL : url.text;

    return true;
}

const char *
target_dir_below(const char *root, const char *name, Arena *arena)
{
    size_t size = strlen(root);

    while (size > 1 && root[size - 1] == '/')
        size--;

    const char *dir = arena_printf(arena, "%.*s/%s", (int)size, root, name);
    const char *inner = arena_printf(arena, "%s/migrations", dir);

    if (file_is_folder(inner))
        return inner;

    return file_is_folder(dir) ? dir : NULL;
}

static bool
no_such_dir(const Loader *loader, const Setting *setting, Error *err)
{
    const char *shown = config_redact_url(setting->text, err->arena);

    (void)error_set(err, ERROR_CONFIG,
                    file_exists(setting->text) ? "\"%s\" is not a directory"
                                               : "directory \"%s\" does not exist",
                    shown);

    return setting_blame(loader, setting, err);
}

static MUST_CHECK bool
find_dir(const Loader *loader, const Draft *draft, bool alone, Target *target, Error *err)
{
    const char *engine = target->engine == NULL ? draft->name : target->engine->name;
    Setting root = {0};

    if (!setting_find(loader, draft, OPTION_DIR, &root, err))
        return false;

    if (root.text == NULL)
    {
        (void)error_set(err, ERROR_CONFIG, "target \"%s\" has no dir", draft->name);
        (void)error_hint(err, "Say where its migrations are: --dir DIR, %s, or dir in the file.",
                         config_variable(draft->name, OPTION_DIR, err->arena));
        return draft->node == NULL ? false : tree_blame(&loader->file, draft->node->offset, err);
    }
    if (!file_is_folder(root.text))
        return no_such_dir(loader, &root, err);

    target->dir = root.text;

    if (root.own)
        return true;

    const char *dir = target_dir_below(root.text, draft->name, loader->arena);

    if (dir == NULL)
        dir = target_dir_below(root.text, engine, loader->arena);
    if (dir != NULL)
        target->dir = dir;
    if (dir != NULL || alone)
        return true;

    (void)error_set(err, ERROR_CONFIG, "directory \"%s\" has nothing for target \"%s\"",
                    config_redact_url(root.text, err->arena), draft->name);
    (void)setting_blame(loader, &root, err);

    return error_hint(err, "Create %s or %s/migrations in it, or set %s.", draft->name, draft->name,
                      config_variable(draft->name, OPTION_DIR, err->arena));
}

static MUST_CHECK bool
read_password(const Loader *loader, const char *path, const char **ret_password, Error *err)
{
    SCOPED_BUF buf = {0};

    if (!file_exists(path))
        return error_set(err, ERROR_CONFIG, "password file \"%s\" does not exist",
                         config_redact_url(path, err->arena));
    if (!file_read(AT_FDCWD, path, PASSWORD_SIZE_MAX, ERROR_CONFIG, &buf, err))
        return error_wrap(err, "could not read the password");

    Str text = buf_str(&buf);

    if (str_ends_with(text, STR("\n")))
        text.size--;
    if (str_ends_with(text, STR("\r")))
        text.size--;
    if (text.size == 0)
        return error_set(err, ERROR_CONFIG, "password file \"%s\" is empty", path);
    if (str_find_char(text, 0, '\0') < text.size || str_find_char(text, 0, '\n') < text.size)
        return error_set(err, ERROR_CONFIG, "password file \"%s\" holds more than one line", path);

    *ret_password = str_terminate(loader->arena, text);

    return true;
}

static MUST_CHECK bool
find_password(const Loader *loader, const Draft *draft, bool alone, Target *target, Error *err)
{
    Setting file = {0};

    if (!setting_find(loader, draft, OPTION_PASSWORD_FILE, &file, err))
        return false;
    if (file.text == NULL)
        return true;

    if (!file.own && !alone)
    {
        (void)error_set(err, ERROR_CONFIG, "one password file for several targets");
        (void)setting_blame(loader, &file, err);
        return error_hint(err, "Set %s, or password_file of each target in the file.",
                          config_variable(draft->name, OPTION_PASSWORD_FILE, err->arena));
    }
    if (config_url_has_password(target->url))
    {
        (void)error_set(err, ERROR_CONFIG, "target \"%s\" has two passwords", draft->name);
        (void)setting_blame(loader, &file, err);
        return error_hint(err, "Leave the password out of the URL, or give no password file.");
    }

    return read_password(loader, file.text, &target->password, err) ||
           setting_blame(loader, &file, err);
}

/* A file that the libraries will open: missing, it is better missed now. */
static MUST_CHECK bool
find_file(const Loader *loader, const Draft *draft, OptionId id, const char **ret_path, Error *err)
{
    Setting file = {0};

    if (!setting_find(loader, draft, id, &file, err))
        return false;

    *ret_path = file.text;

    if (file.text == NULL || file_exists(file.text))
        return true;

    (void)error_set(err, ERROR_CONFIG, "file \"%s\" does not exist",
                    config_redact_url(file.text, err->arena));

    return setting_blame(loader, &file, err);
}

static MUST_CHECK bool
find_format(const Loader *loader, const Draft *draft, const Format **ret_format, Error *err)
{
    Setting name = {0};

    if (!setting_find(loader, draft, OPTION_FORMAT, &name, err))
        return false;

    *ret_format = name.text == NULL ? NULL : format_by_name(str_from(name.text));

    if (name.text == NULL || *ret_format != NULL)
        return true;

    (void)error_set(err, ERROR_CONFIG, "unknown format \"%s\"",
                    config_redact_url(name.text, err->arena));
    (void)error_hint(err, "pawl reads %s.", format_names(err->arena));

    return setting_blame(loader, &name, err);
}

static MUST_CHECK bool
find_text(const Loader *loader, const Draft *draft, OptionId id, Str *ret_text, Error *err)
{
    Setting setting = {0};

    if (!setting_find(loader, draft, id, &setting, err))
        return false;

    *ret_text = str_from(setting.text);

    return true;
}

static MUST_CHECK bool
find_switch(const Loader *loader, const Draft *draft, OptionId id, bool *ret_on, Error *err)
{
    Setting setting = {0};
    int64_t on = 0;

    if (!setting_find(loader, draft, id, &setting, err))
        return false;

    if (setting.text == NULL || option_parse_switch(str_from(setting.text), &on))
    {
        *ret_on = on != 0;
        return true;
    }

    (void)error_set(err, ERROR_CONFIG, "invalid value \"%s\" for %s",
                    config_redact_url(setting.text, err->arena), option_spec(id)->name);
    (void)error_hint(err, "It must be on or off.");

    return setting_blame(loader, &setting, err);
}

bool
target_complete(const Loader *loader, const Draft *draft, bool alone, Target *ret_target,
                Error *err)
{
    *ret_target = (Target){.name = draft->name};

    if (!target_find_engine(loader, draft, &ret_target->url, &ret_target->engine, err) ||
        (loader->need != CONFIG_SERVERS && !find_dir(loader, draft, alone, ret_target, err)) ||
        !find_format(loader, draft, &ret_target->format, err) ||
        !find_switch(loader, draft, OPTION_PLACEHOLDERS, &ret_target->placeholders, err) ||
        !find_text(loader, draft, OPTION_HISTORY_TABLE, &ret_target->history_table, err) ||
        !find_switch(loader, draft, OPTION_MIRROR, &ret_target->mirror, err))
        return false;

    if (loader->need == CONFIG_FOLDERS)
        return true;

    return find_password(loader, draft, alone, ret_target, err) &&
           find_file(loader, draft, OPTION_CA_FILE, &ret_target->ca_file, err) &&
           find_file(loader, draft, OPTION_CERT_FILE, &ret_target->cert_file, err) &&
           find_file(loader, draft, OPTION_KEY_FILE, &ret_target->key_file, err);
}
