/* Unit tests of config/config.c, setting.c, target.c, targets.c: what a configuration becomes. */
#include "unit/config/fake_engines.h"
#include "unit/config/fixture.h"

static const char *const NOTHING[] = {NULL};

/* Every target on one line: name, engine, url, dir, password. */
static const char *
loaded(const char *line, const char *const *environment)
{
    Error err = ERROR_INIT(&arena);
    Options options;
    Config config = {0};
    const char *text = "";

    if (!load(line, environment, &options, &config, &err))
        return arena_printf(&arena, "error: %s", err.message);

    for (size_t index = 0; index < config.count; index++)
    {
        const Target *target = &config.targets[index];

        text = arena_printf(&arena, "%s%s%s %s %s %s%s%s", text, index == 0 ? "" : "; ",
                            target->name, target->engine == NULL ? "-" : target->engine->name,
                            target->url == NULL ? "-" : target->url, target->dir,
                            target->password == NULL ? "" : " ",
                            target->password == NULL ? "" : target->password);
    }

    return text;
}

static void
put_schemas(void)
{
    enter_folder();
    put_folder("schemas");
    put_folder("schemas/alpha");
    put_folder("schemas/alpha/migrations");
    put_folder("schemas/beta");
    put_folder("other");
    put_folder("other/main");
}

TEST(one_target_from_flags)
{
    put_schemas();

    CHECK_TEXT(loaded("up --url alpha://h/db --dir other", NOTHING),
               "alpha alpha alpha://h/db other");
    CHECK_TEXT(loaded("up -ubeta://h/db -d schemas/", NOTHING), "beta beta beta://h/db "
                                                                "schemas/beta");
    CHECK_TEXT(loaded("up --url host=x --dir schemas", NOTHING),
               "alpha alpha host=x schemas/alpha/migrations");
}

TEST(engines_from_their_variables_in_the_engines_order)
{
    const char *const both[] = {"PAWL_BETA_URL=beta://b", "PAWL_ALPHA_URL=alpha://a", NULL};
    const char *const one[] = {"PAWL_BETA_URL=beta://b", "PAWL_ALPHA_URL=", NULL};
    const char *const dirs[] = {"PAWL_BETA_URL=beta://b", "PAWL_ALPHA_URL=alpha://a",
                                "PAWL_BETA_DIR=other", "PAWL_DIR=schemas", NULL};

    put_schemas();

    CHECK_TEXT(loaded("up --dir schemas", both),
               "alpha alpha alpha://a schemas/alpha/migrations; beta beta beta://b schemas/beta");
    CHECK_TEXT(loaded("up --dir schemas", one), "beta beta beta://b schemas/beta");
    CHECK_TEXT(loaded("up --dir other", one), "beta beta beta://b other");
    CHECK_TEXT(loaded("up", dirs),
               "alpha alpha alpha://a schemas/alpha/migrations; beta beta beta://b other");
    CHECK_TEXT(loaded("up --dir other", both),
               "error: directory \"other\" has nothing for target \"alpha\"");
    CHECK_TEXT(loaded("up --dir other --target beta", both), "beta beta beta://b other");
}

TEST(database_url_is_the_last_resort)
{
    const char *const alone[] = {"DATABASE_URL=alpha://d", NULL};
    const char *const less[] = {"DATABASE_URL=alpha://d", "PAWL_BETA_URL=beta://b", NULL};

    put_schemas();

    CHECK_TEXT(loaded("up --dir other", alone), "alpha alpha alpha://d other");
    CHECK_TEXT(loaded("up --dir other", less), "beta beta beta://b other");
    CHECK_TEXT(loaded("up --dir other --url alpha://f", less), "alpha alpha alpha://f other");

    put_file("pawl.yaml", "targets: [{url: 'alpha://file', dir: other}]\n");
    CHECK_TEXT(loaded("up", alone), "alpha alpha alpha://file other");
    CHECK_TEXT(loaded("up --url beta://f --dir other", alone), "beta beta beta://f other");
}

TEST(a_file_lists_targets_in_the_order_in_which_they_run)
{
    const char *const environment[] = {"B=beta://b", "A_PASSWORD=p$w", NULL};

    put_schemas();
    put_folder("deploy");
    put_file("deploy/pass", "s3cret\r\n");
    put_file("deploy/my.yaml", "targets:\n"
                               "  - name: second\n"
                               "    url: ${B}\n"
                               "    dir: ../schemas/beta\n"
                               "    password_file: pass\n"
                               "  - url: alpha://app:${A_PASSWORD}@${HOST:-localhost}/db\n"
                               "    dir: ../schemas/alpha/migrations\n");

    CHECK_TEXT(loaded("up -c deploy/my.yaml", environment),
               "second beta beta://b deploy/../schemas/beta s3cret; "
               "alpha alpha alpha://app:p$w@localhost/db deploy/../schemas/alpha/migrations");
    CHECK_TEXT(loaded("up -c deploy/my.yaml -t alpha", environment),
               "alpha alpha alpha://app:p$w@localhost/db deploy/../schemas/alpha/migrations");
}

TEST(targets_that_were_not_asked_for_may_lack_their_variables)
{
    put_schemas();
    put_file("pawl.yaml", "targets:\n"
                          "  - {name: one, url: '${NOT_SET}', dir: nowhere}\n"
                          "  - {name: two, url: 'beta://b', dir: schemas/beta}\n");

    CHECK_TEXT(loaded("up --target two", NOTHING), "two beta beta://b schemas/beta");
    CHECK_TEXT(loaded("up", NOTHING), "error: environment variable \"NOT_SET\" is not set");
}

TEST(keys_of_a_target_come_from_flag_environment_and_file_in_this_order)
{
    const char *const general[] = {"PAWL_DIR=schemas", NULL};
    const char *const own[] = {"PAWL_DIR=schemas", "PAWL_MAIN_DIR=other/main",
                               "PAWL_MAIN_URL=beta://env", NULL};

    put_schemas();
    put_file("pawl.yaml", "dir: other\n"
                          "targets:\n"
                          "  - {name: main, url: 'beta://file', dir: other}\n");

    CHECK_TEXT(loaded("up", NOTHING), "main beta beta://file other");
    CHECK_TEXT(loaded("up", general), "main beta beta://file schemas/beta");
    CHECK_TEXT(loaded("up", own), "main beta beta://env other/main");
    CHECK_TEXT(loaded("up --dir schemas/alpha", own), "main beta beta://env schemas/alpha");

    put_file("pawl.yaml", "dir: other\ntargets: [{name: main, url: 'beta://file'}]\n");
    CHECK_TEXT(loaded("up", NOTHING), "main beta beta://file other/main");
}

TEST(options_of_the_file_are_weaker_than_environment_and_flags)
{
    const char *const environment[] = {"PAWL_WAIT=2", "PAWL_LEDGER_SYNC=on", "LIMIT=7", NULL};
    Error err = ERROR_INIT(&arena);
    Options options;
    Config config = {0};

    put_schemas();
    put_file("pawl.yaml", "targets: [{url: 'beta://b', dir: other}]\n"
                          "wait: 1\n"
                          "connect_timeout: 3\n"
                          "statement_timeout: ${LIMIT}\n"
                          "ledger_sync: off\n"
                          "out_of_order: refuse\n");

    CHECK(load("up --connect-timeout 4", environment, &options, &config, &err));
    CHECK_TEXT(config.file, "pawl.yaml");
    CHECK(option_ms(&options, OPTION_WAIT) == 2000);
    CHECK(option_ms(&options, OPTION_CONNECT_TIMEOUT) == 4000);
    CHECK(option_ms(&options, OPTION_STATEMENT_TIMEOUT) == 7000);
    CHECK(option_is_on(&options, OPTION_LEDGER_SYNC));
    CHECK(option_is(&options, OPTION_OUT_OF_ORDER, "refuse"));
    CHECK(options.values[OPTION_OUT_OF_ORDER].source == OPTION_FROM_FILE);
}

TEST(passwords_come_from_a_file_of_one_target)
{
    const char *const own[] = {"PAWL_BETA_URL=beta://b", "PAWL_ALPHA_URL=alpha://a",
                               "PAWL_BETA_PASSWORD_FILE=pass", NULL};
    const char *const general[] = {"PAWL_BETA_URL=beta://b", "PAWL_ALPHA_URL=alpha://a",
                                   "PAWL_PASSWORD_FILE=pass", NULL};

    put_schemas();
    put_file("pass", " with space \n");

    CHECK_TEXT(loaded("up --dir schemas", own), "alpha alpha alpha://a schemas/alpha/migrations; "
                                                "beta beta beta://b schemas/beta  with space ");
    CHECK_TEXT(loaded("up --dir schemas", general), "error: one password file for several targets");
    CHECK_TEXT(loaded("up --dir schemas --target beta", general),
               "beta beta beta://b schemas/beta  with space ");
    CHECK_TEXT(loaded("up --dir other --url alpha://u@h --password-file pass", NOTHING),
               "alpha alpha alpha://u@h other  with space ");
    CHECK_TEXT(loaded("up --dir other --url alpha://u:x@h --password-file pass", NOTHING),
               "error: target \"alpha\" has two passwords");
    CHECK_TEXT(loaded("up --dir other --url host=h&password=x --password-file pass", NOTHING),
               "error: target \"alpha\" has two passwords");

    put_file("pass", "\n");
    CHECK_TEXT(loaded("up --dir schemas -t beta", own), "error: password file \"pass\" is empty");
    put_file("pass", "one\ntwo\n");
    CHECK_TEXT(loaded("up --dir schemas -t beta", own),
               "error: password file \"pass\" holds more than one line");
    CHECK(unlink("pass") == 0);
    CHECK_TEXT(loaded("up --dir schemas -t beta", own),
               "error: password file \"pass\" does not exist");
    put_folder("pass");
    CHECK_TEXT(loaded("up --dir schemas -t beta", own),
               "error: could not read the password: \"pass\" is a directory, not a file");
}

TEST(certificates_must_exist)
{
    Error err = ERROR_INIT(&arena);
    Options options;
    Config config = {0};

    put_schemas();
    put_file("ca.pem", "x");
    put_file("pawl.yaml", "ca_file: ca.pem\n"
                          "targets: [{url: 'beta://b', dir: other, key_file: ca.pem}]\n");

    CHECK(load("up --cert-file ca.pem", NOTHING, &options, &config, &err));
    CHECK_TEXT(config.targets[0].ca_file, "ca.pem");
    CHECK_TEXT(config.targets[0].cert_file, "ca.pem");
    CHECK_TEXT(config.targets[0].key_file, "ca.pem");

    CHECK_TEXT(loaded("up --ca-file none.pem", NOTHING), "error: file \"none.pem\" does not exist");
    CHECK_TEXT(loaded("up --cert-file none.pem", NOTHING),
               "error: file \"none.pem\" does not exist");
    CHECK_TEXT(loaded("up --key-file none.pem", NOTHING),
               "error: file \"none.pem\" does not exist");
}

TEST(a_command_that_only_writes_files_needs_no_url_and_no_secrets)
{
    put_schemas();

    CHECK_TEXT(loaded("new x --dir schemas", NOTHING),
               "alpha alpha - schemas/alpha/migrations; beta beta - schemas/beta");
    CHECK_TEXT(loaded("new x --dir schemas -t beta", NOTHING), "beta beta - schemas/beta");
    CHECK_TEXT(loaded("new x --dir other", NOTHING), "default - - other");
    CHECK_TEXT(loaded("new x", NOTHING), "error: no database is configured");

    put_file("pawl.yaml", "targets:\n"
                          "  - {name: alpha, url: '${NOT_SET}', dir: schemas/alpha,\n"
                          "     password_file: none}\n"
                          "  - {name: two, url: 'beta://u:p@h', dir: other}\n"
                          "  - {name: three, dir: other}\n");
    CHECK_TEXT(loaded("new x", NOTHING),
               "alpha alpha - schemas/alpha; two beta - other; three - - other");
}

TEST(a_wrong_name_of_a_target_lists_the_right_ones)
{
    const char *const environment[] = {"PAWL_TARGET= beta , gamma", "PAWL_BETA_URL=beta://b", NULL};
    Error err = ERROR_INIT(&arena);
    Options options;
    Config config = {0};

    put_schemas();
    put_file("pawl.yaml", "targets:\n"
                          "  - {name: orders, url: 'alpha://a', dir: other}\n"
                          "  - {name: events, url: 'beta://b', dir: other}\n");

    CHECK(!load("up --target order", NOTHING, &options, &config, &err));
    CHECK(err.kind == ERROR_USAGE);
    CHECK_TEXT(err.message, "unknown target \"order\"");
    CHECK_TEXT(err.hint, "Did you mean \"orders\"? Targets: orders, events.");

    error_clear(&err);
    CHECK(unlink("pawl.yaml") == 0);
    CHECK(!load("up --dir schemas", environment, &options, &config, &err));
    CHECK(err.kind == ERROR_CONFIG);
    CHECK_TEXT(err.message, "unknown target \"gamma\"");
    CHECK_TEXT(err.hint, "Targets: beta.");
}

TEST(nothing_configured_shows_the_three_ways)
{
    Error err = ERROR_INIT(&arena);
    Options options;
    Config config = {0};

    put_schemas();
    put_file("pawl.yaml", "# only a comment\n");

    CHECK(!load("up", NOTHING, &options, &config, &err));
    CHECK(err.kind == ERROR_CONFIG);
    CHECK_TEXT(err.message, "no database is configured");
    CHECK_TEXT(err.hint, "Give one database with --url URL --dir DIR; or set PAWL_ALPHA_URL or "
                         "PAWL_BETA_URL and give --dir DIR; or list targets in pawl.yaml.");
}

TEST(variables_of_a_target_spell_its_name_in_capitals)
{
    CHECK_TEXT(config_variable("my-shard.2", OPTION_PASSWORD_FILE, &arena),
               "PAWL_MY_SHARD_2_PASSWORD_FILE");
    arena_free(&arena);
}
