/* Unit tests of config/: every mistake in a configuration, with its place and its hint. */
#include "unit/config/fake_engines.h"
#include "unit/config/fixture.h"

typedef struct Mistake
{
    const char *file;    /* content of pawl.yaml, or NULL */
    const char *line;    /* of the command; NULL: "up" */
    const char *message; /* expected */
    unsigned line_number;
    unsigned column;
    const char *hint; /* its beginning, or NULL if there must be none */
} Mistake;

static const char *const ENVIRONMENT[] = {"EMPTY=", "PW=hunter2", NULL};

static void
check_mistake(const Mistake *mistake)
{
    Error err = ERROR_INIT(&arena);
    Options options;
    Config config = {0};

    if (mistake->file != NULL)
        put_file("pawl.yaml", mistake->file);

    CHECK(
        !load(mistake->line == NULL ? "up" : mistake->line, ENVIRONMENT, &options, &config, &err));
    CHECK_TEXT(err.message, mistake->message);
    CHECK(err.kind == ERROR_CONFIG);
    CHECK_SIZE(err.place.line, mistake->line_number);
    CHECK_SIZE(err.place.column, mistake->column);

    if (mistake->line_number > 0)
    {
        CHECK_TEXT(err.place.file, "pawl.yaml");
        CHECK(strstr(err.place.excerpt, "hunter2") == NULL);
        CHECK(strstr(err.place.excerpt, "^\n") != NULL);
    }
    if (mistake->hint == NULL)
        CHECK(err.hint == NULL);
    else
        CHECK_TEXT(err.hint == NULL ? NULL : arena_strdup(&arena, err.hint), mistake->hint);
}

static void
check_mistakes(const Mistake *mistakes, size_t count)
{
    enter_folder();
    put_folder("db");

    for (size_t index = 0; index < count; index++)
        check_mistake(&mistakes[index]);
}

#define ONE_TARGET "targets:\n  - url: alpha://u:hunter2@h/db\n    dir: db\n"

TEST(mistakes_in_the_shape_of_the_file)
{
    static const Mistake MISTAKES[] = {
        {"- a\n", NULL, "the file must be a map of keys, not a list", 1, 1, NULL},
        {"text\n", NULL, "the file must be a map of keys, not a text", 1, 1, NULL},
        {"targets:\n", NULL, "the list of targets is empty", 1, 1,
         "Add one below it: \"  - url: ...\" and \"    dir: ...\"."},
        {"wait: 1\ntargets: []\n", NULL, "the list of targets is empty", 2, 1,
         "Add one below it: \"  - url: ...\" and \"    dir: ...\"."},
        {"targets: one\n", NULL, "targets must be a list, not a text", 1, 10, NULL},
        {"targets:\n  url: x\n", NULL, "targets must be a list, not a map", 2, 3, NULL},
        {"targets:\n  - alpha://x\n", NULL, "a target must be a map of keys, not a text", 2, 5,
         NULL},
        {"wait: 1\nwait: 2\n", NULL, "key \"wait\" appears twice", 2, 1, NULL},
        {"[a]: 1\n", NULL, "a key must be a text, not a list", 1, 1, NULL},
        {ONE_TARGET "waait: 1\n", NULL, "unknown key \"waait\"", 4, 1, "Did you mean \"wait\"?"},
        {ONE_TARGET "retries: 1\n", NULL, "unknown key \"retries\"", 4, 1,
         "Known keys: targets, dir, ca_file, cert_file, key_file, format, placeholders, "
         "history_table, mirror, "
         "wait, "
         "connect_timeout, request_timeout, "
         "out_of_order, statement_timeout, lock_wait, lock_lease, lock_timeout, ledger_sync, "
         "log_format, termination_log, metrics_file."},
        {ONE_TARGET "    password: hunter2\n", NULL, "unknown key \"password\"", 4, 5,
         "Did you mean \"password_file\"?"},
        {ONE_TARGET "    wait: 1\n", NULL, "unknown key \"wait\"", 4, 5,
         "Known keys: name, url, dir, password_file, ca_file, cert_file, key_file, format, "
         "placeholders, history_table, mirror."},
        {"json: true\n", NULL, "unknown key \"json\"", 1, 1,
         "Known keys: targets, dir, ca_file, cert_file, key_file, format, placeholders, "
         "history_table, mirror, "
         "wait, "
         "connect_timeout, request_timeout, "
         "out_of_order, statement_timeout, lock_wait, lock_lease, lock_timeout, ledger_sync, "
         "log_format, termination_log, metrics_file."},
    };

    check_mistakes(MISTAKES, LENGTH_OF(MISTAKES));
}

TEST(mistakes_in_yaml)
{
    static const char *const WRITE_OUT = "Write the value out; ${NAME} takes it from the "
                                         "environment. Quote a text that begins with &, * or !.";
    const Mistake MISTAKES[] = {
        {"targets: &t []\n", NULL, "anchors are not supported here", 1, 10, WRITE_OUT},
        {"wait: &w 1\n", NULL, "anchors are not supported here", 1, 7, WRITE_OUT},
        {"wait: *w\n", NULL, "aliases are not supported here", 1, 7, WRITE_OUT},
        {"wait: !!int 1\n", NULL, "tags are not supported here", 1, 7, WRITE_OUT},
        {"targets: !mine [a]\n", NULL, "tags are not supported here", 1, 10, WRITE_OUT},
        {"wait: 1\n---\nwait: 2\n", NULL, "the file holds more than one YAML document", 2, 1, NULL},
        {"a: 1\n b: 2\n", NULL,
         "could not read YAML: mapping values are not allowed in this "
         "context",
         2, 3, NULL},
        {"gr\xC3\xBC\xC3\x9F\x65: \t[\n", NULL,
         "could not read YAML: did not find expected node content", 1, 12, NULL},
        {"gr\xC3\xBC\xC3\x9F\x65: *\n", NULL,
         "could not read YAML: did not find expected alphabetic or numeric character", 1, 11, NULL},
        {"wait: \xFF\n", NULL, "the file is not valid UTF-8", 1, 7, NULL},
        {"wait: \x01\n", NULL, "could not read YAML: control characters are not allowed", 1, 7,
         NULL},
        {"wait: \"\\0\"\n", NULL, "a text holds a NUL character", 1, 7, NULL},
        {"a: [[[[[[[[[]]]]]]]]]\n", NULL, "values are nested more than 8 deep", 1, 11, NULL},
    };

    check_mistakes(MISTAKES, LENGTH_OF(MISTAKES));
}

TEST(mistakes_in_values)
{
    static const Mistake MISTAKES[] = {
        {ONE_TARGET "wait: 10s\n", NULL, "invalid value \"10s\" for key \"wait\"", 4, 7,
         "It must be a number of seconds from 0 to 1000000, such as 30 or 0.5."},
        {"connect_timeout: -1\n", NULL, "invalid value \"-1\" for key \"connect_timeout\"", 1, 18,
         "It must be a number of seconds from 0 to 1000000, such as 30 or 0.5."},
        {"out_of_order: maybe\n", NULL, "invalid value \"maybe\" for key \"out_of_order\"", 1, 15,
         "It must be one of apply|refuse."},
        {"ledger_sync: \"${PW}\"\n", NULL, "invalid value \"${PW}\" for key \"ledger_sync\"", 1, 14,
         "It must be on or off."},
        {"wait: [1]\n", NULL, "key \"wait\" must be a text, not a list", 1, 7, NULL},
        {"wait:\n", NULL, "key \"wait\" has no value", 1, 1, NULL},
        {"wait: ~\n", NULL, "key \"wait\" has no value", 1, 1, NULL},
        {"wait: ${EMPTY}\n", NULL, "key \"wait\" is empty", 1, 7, NULL},
        {"wait: ${NOT_SET}\n", NULL, "environment variable \"NOT_SET\" is not set", 1, 7,
         "Set it, or give a default: ${NOT_SET:-default}."},
        {"dir: \"a${PW}b${EMPTY}c ${NOT_SET}\"\n", NULL,
         "environment variable \"NOT_SET\" is not set", 1, 24,
         "Set it, or give a default: ${NOT_SET:-default}."},
        {"dir: a$${x}${1}\n", NULL, "wrong reference to an environment variable", 1, 12,
         "Write ${NAME} or ${NAME:-default}, or $${ for these two characters themselves."},
        {"dir: ${A-b}\n", NULL, "wrong reference to an environment variable", 1, 6,
         "Write ${NAME} or ${NAME:-default}, or $${ for these two characters themselves."},
        {"dir: ${A\n", NULL, "\"${\" without \"}\"", 1, 6, NULL},
        {"dir: ${A:-${B}}\n", NULL, "the default of \"A\" holds another reference", 1, 6, NULL},
    };

    check_mistakes(MISTAKES, LENGTH_OF(MISTAKES));
}

TEST(mistakes_in_targets)
{
    static const Mistake MISTAKES[] = {
        {"targets:\n  - dir: db\n", NULL, "a target has neither a name nor a url", 2, 5, NULL},
        {"targets:\n  - name: a\n    dir: db\n", NULL, "target \"a\" has no url", 2, 5,
         "Give it a url, or set PAWL_A_URL."},
        {"targets:\n  - url: alpha://h\n", NULL, "target \"alpha\" has no dir", 2, 5,
         "Say where its migrations are: --dir DIR, PAWL_ALPHA_DIR, or dir in the file."},
        {"targets:\n  - url: alpha://h\n    dir: none\n", NULL, "directory \"none\" does not exist",
         3, 10, NULL},
        {"dir: none\ntargets:\n  - url: alpha://h\n", NULL, "directory \"none\" does not exist", 1,
         6, NULL},
        {"targets:\n  - name: a b\n", NULL, "wrong name of a target", 2, 11,
         "A name is made of at most 64 letters, digits and _ - . characters."},
        {"targets:\n  - name: ${PW}\n", NULL, "wrong name of a target", 2, 11,
         "A name is made of at most 64 letters, digits and _ - . characters."},
        {ONE_TARGET "  - url: alpha://h\n    dir: db\n", NULL,
         "two targets have the name \"alpha\"", 4, 5, "Give each a name of its own with name:."},
        {"targets:\n  - url: gamma://u:${PW}@h\n", NULL,
         "no known database has URLs with \"gamma://\"", 2, 10,
         "A URL begins with alpha:// or beta://."},
        {"targets:\n  - url: ${PW}\n", NULL, "a database URL was expected", 2, 10,
         "A URL begins with alpha:// or beta://."},
        {"targets:\n  - name: beta\n    url: alpha://u:hunter2@h\n", NULL,
         "target \"beta\" has the URL of a Alpha database", 3, 10, NULL},
        {ONE_TARGET "    password_file: none\n", NULL, "target \"alpha\" has two passwords", 4, 20,
         "Leave the password out of the URL, or give no password file."},
        {"targets:\n  - url: alpha://h\n    dir: db\n    password_file: none\n", NULL,
         "password file \"none\" does not exist", 4, 20, NULL},
        {"targets:\n  - url: alpha://h\n    dir: db\n    ca_file: none\n", NULL,
         "file \"none\" does not exist", 4, 14, NULL},
        {"", "up --config none.yaml",
         "could not open file \"none.yaml\": No such file or directory", 0, 0, NULL},
        {"", "up --url alpha://h", "target \"alpha\" has no dir", 0, 0,
         "Say where its migrations are: --dir DIR, PAWL_ALPHA_DIR, or dir in the file."},
        {"", "up --url alpha://h --dir none", "directory \"none\" does not exist", 0, 0, NULL},
    };

    check_mistakes(MISTAKES, LENGTH_OF(MISTAKES));
}

TEST(mistakes_in_the_environment_name_the_variable)
{
    static const struct
    {
        const char *entry;
        const char *message;
    } CASES[] = {
        {"PAWL_WAIT=soon", "invalid value \"soon\" for environment variable \"PAWL_WAIT\""},
        {"PAWL_JSON=perhaps", "invalid value \"perhaps\" for environment variable \"PAWL_JSON\""},
        {"PAWL_OUT_OF_ORDER=", "no database is configured"},
        {"NO_COLOR=perhaps", "no database is configured"},
    };

    enter_folder();

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        const char *const environment[] = {CASES[index].entry, NULL};
        Error err = ERROR_INIT(&arena);
        Options options;
        Config config = {0};

        CHECK(!load("up", environment, &options, &config, &err));
        CHECK(err.kind == ERROR_CONFIG);
        CHECK_TEXT(err.message, CASES[index].message);
    }
}

TEST(a_file_that_is_too_large_is_refused)
{
    Error err = ERROR_INIT(&arena);
    Options options;
    Config config = {0};
    char *large = arena_alloc(&arena, 70000);

    enter_folder();
    memset(large, '#', 69999);
    put_file("pawl.yaml", large);

    CHECK(!load("up", ENVIRONMENT, &options, &config, &err));
    CHECK_TEXT(err.message, "file \"pawl.yaml\" is larger than 65536 bytes");

    error_clear(&err);
    put_file("pawl.yaml", "a: [");
    FILE *file = fopen("pawl.yaml", "a");

    for (int index = 0; index < 2001; index++)
        (void)fputs("1, ", file);

    CHECK(fclose(file) == 0);
    CHECK(!load("up", ENVIRONMENT, &options, &config, &err));
    CHECK_TEXT(err.message, "more than 2000 keys and values in one file");
}

TEST(an_excerpt_hides_passwords_and_keeps_the_caret)
{
    Error err = ERROR_INIT(&arena);
    Options options;
    Config config = {0};

    enter_folder();
    put_file("pawl.yaml", "targets: # x\n"
                          "  - {url: 'alpha://u:hunter2@h', dri: db}\n"
                          "    # password: hunter2\n");

    CHECK(!load("up", ENVIRONMENT, &options, &config, &err));
    CHECK_SIZE(err.place.column, 34);
    CHECK_TEXT(err.place.excerpt, "    1 | targets: # x\n"
                                  "    2 |   - {url: 'alpha://u:***@h', dri: db}\n"
                                  "      |                              ^\n"
                                  "    3 |     # password: ***\n");
}
