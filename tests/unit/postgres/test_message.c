/* Unit tests of engines/postgres/message.c: what is sent, and where in it a failure is. */
#include "engines/postgres/message.h"

#include <string.h>

#include "engines/postgres/parse/split.h"
#include "harness/test.h"

static const JournalRow ROW = {.generation = 1,
                               .run = {"r", 1},
                               .seq = 1,
                               .event = JOURNAL_APPLIED,
                               .step = {.migration = {"0001_a", 6}, .statement = 1}};
static const LedgerWrite WRITE = {.rows = &ROW, .row_count = 1};

/* The message with the ledger's INSERT shortened. */
static char *
sent(const Postgres *postgres, const char *file, size_t index, PostgresMessage *ret_message,
     Script *ret_script, Arena *arena)
{
    Error err = ERROR_INIT(arena);
    SCOPED_BUF sql = {0};
    Attempt attempt = {.script = ret_script, .index = index};

    CHECK(postgres_split(
        (PostgresSplitRules){0},
        &(ScriptSource){.path = "0001_a.sql", .text = str_copy(arena, str_from(file))}, arena,
        ret_script, &err));
    postgres_append_message(postgres, &attempt, &WRITE, &sql, ret_message);

    const Str text = buf_str(&sql);
    const size_t insert = str_find(text, 0, STR("insert into \"s\".pawl_journal"));
    const size_t end = str_find(text, insert, STR("on conflict do nothing;\n"));
    const size_t reset = str_find(text, end, STR(";\nreset session"));

    return arena_printf(
        arena, STR_FORMAT "ROW;\n" STR_FORMAT "%s", STR_ARGS(str_slice(text, 0, insert)),
        STR_ARGS(str_slice(text, end + 24, reset)), reset < text.size ? " RESTORE" : "");
}

typedef struct MessageCase
{
    const char *file;
    size_t index;
    const char *sent;
    size_t commit_result;
} MessageCase;

static void
check_messages(const Postgres *postgres, const MessageCase *cases, size_t count)
{
    for (size_t index = 0; index < count; index++)
    {
        SCOPED_ARENA arena = {0};
        PostgresMessage message;
        Script script;

        CHECK_TEXT(sent(postgres, cases[index].file, cases[index].index, &message, &script, &arena),
                   cases[index].sent);
        CHECK_SIZE(message.commit_result, cases[index].commit_result);
    }
}

TEST(the_row_commits_with_the_statements)
{
    static const MessageCase CASES[] = {
        {"select 1; select 2", 0, "begin;\nselect 1;\nselect 2;\nROW;\ncommit RESTORE", 4},
        {"set a = 1; begin; select 1; commit", 0,
         "set a = 1;\nbegin;\nselect 1;\nROW;\ncommit RESTORE", 4},
        {"-- pawl: no-transaction\nset a = 1;\nselect 2", 1, "begin;\nselect 2;\nROW;\ncommit", 3},
        {"begin; select 1; commit; select 2", 1, "begin;\nselect 2;\nROW;\ncommit", 3},
        {"select 1; BEGIN;\n select 2; -- x\nselect 3;\nEND", 1,
         "BEGIN;\n select 2; -- x\nselect 3;\n;\nROW;\nEND", 4},
        {"set role app; select 1", 0,
         "begin;\nset role app;\nselect 1;\nset local session authorization default;\n"
         "set local role = default;\nROW;\ncommit RESTORE",
         6},
    };
    const Postgres postgres = {.schema = STR("s")};

    check_messages(&postgres, CASES, LENGTH_OF(CASES));
}

/* pawl's own stays, so all of them at once is not what is asked for. */
TEST(advisory_locks_of_a_file_are_given_back)
{
    const Postgres postgres = {.schema = STR("s")};
    const Script plain = {.statements = &(Statement){.text = STR("select 1")}, .count = 1};
    const Script locks = {.statements = &(Statement){.text = STR("select PG_ADVISORY_LOCK(1)")},
                          .count = 1};
    SCOPED_BUF without = {0};
    SCOPED_BUF with = {0};

    postgres_append_restore(&postgres, &plain, &without);
    postgres_append_restore(&postgres, &locks, &with);
    CHECK(!str_contains_nocase(buf_str(&without), STR("advisory")));
    CHECK(str_starts_with(buf_str(&with), buf_str(&without)));
    CHECK(str_contains_nocase(buf_str(&with), STR("pg_catalog.pg_advisory_unlock(")));
    CHECK(!str_contains_nocase(buf_str(&with), STR("unlock_all")));
}

TEST(behind_a_pooler_each_message_brings_all_it_needs)
{
    static const MessageCase CASES[] = {
        {"select 1", 0, "set lock_timeout = 7;\nbegin;\nPROOF;\nselect 1;\nROW;\ncommit RESTORE",
         5},
        {"begin; select 1; commit", 0,
         "set lock_timeout = 7;\nPROOF;\nbegin;\nselect 1;\nROW;\ncommit RESTORE", 5},
        {"begin isolation level serializable; select 1; commit", 0,
         "set lock_timeout = 7;\nbegin isolation level serializable;\nselect 1;\nPROOF;\nROW;\n"
         "commit RESTORE",
         5},
        {"begin isolation level serializable; select 1; commit; vacuum", 0,
         "set lock_timeout = 7;\nbegin isolation level serializable; select 1; ;\nPROOF;\nROW;\n"
         "commit RESTORE",
         5},
        {"-- pawl: no-transaction\nset a = 1;\nlisten c;\nselect 2", 2,
         "set lock_timeout = 7;\nbegin;\nPROOF;\nset a = 1\n;\nselect 2;\nROW;\ncommit RESTORE", 6},
    };
    Postgres postgres = {.schema = STR("s"),
                         .route = POSTGRES_POOLED,
                         .own_lock_timeout = true,
                         .options = {.lock_timeout_ms = 7}};

    buf_append(&postgres.lease, STR("PROOF;\n"));
    check_messages(&postgres, CASES, LENGTH_OF(CASES));
    buf_done(&postgres.lease);
}

TEST(a_failure_is_found_in_the_file)
{
    static const struct
    {
        const char *file;
        size_t index;
        size_t results;
        const char *behind; /* of the message: where the server says it is; NULL if it does not */
        size_t offset;
    } CASES[] = {
        {"select 1; select 2", 0, 1, NULL, 0},
        {"select 1; select 2", 0, 2, NULL, 10},
        {"select 1; select 2", 0, 3, NULL, SIZE_MAX}, /* the ledger's row */
        {"select 1; select 2", 0, 2, "select ", 17},
        {"begin; select 1; commit", 0, 1, NULL, 7},
        /* behind data, which the message does not have */
        {"copy t from stdin;\n1\n\\.\nselect 1", 0, 2, NULL, 24},
        {"copy a from stdin;\n\\.\nselect 1", 0, 1, "copy a from stdin;\nselect ", 29},
        {"begin; select 1; commit; vacuum", 0, 0, NULL, 0},
        {"begin; select 1; commit; vacuum", 0, 1, NULL, 7},
        {"begin; select 1; commit; vacuum", 0, 2, NULL, SIZE_MAX},
        {"begin; select 1; commit; vacuum", 0, 1, "begin; sel", 10},
        {"-- pawl: no-transaction\nselect 1;\nselect 2", 1, 1, NULL, 34},
        {"-- pawl: no-transaction\nselect 1;\nselect 2", 1, 2, NULL, SIZE_MAX},
        {"-- pawl: no-transaction\nselect 1;\nselect 2", 1, 1, "select ", 41},
    };
    const Postgres postgres = {.schema = STR("s")};

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        SCOPED_ARENA arena = {0};
        PostgresMessage message;
        Script script;
        PostgresFailure failure = {.results = CASES[index].results, .position = SIZE_MAX};
        const size_t start = CASES[index].results == 2 && CASES[index].index == 0 ? 10 : 0;

        (void)sent(&postgres, CASES[index].file, CASES[index].index, &message, &script, &arena);

        if (CASES[index].behind != NULL)
            failure.position = message.body_start + start + strlen(CASES[index].behind);

        CHECK_SIZE(postgres_message_offset(&message, &script, &failure), CASES[index].offset);
    }
}
