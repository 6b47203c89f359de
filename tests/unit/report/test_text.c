/* Unit tests of report/text.c. */
#include "report/text.h"

#include "base/buf.h"

#include "unit/report/events.h"

#include "harness/test.h"

typedef struct Written
{
    char *results;
    char *messages;
    size_t results_size;
    size_t messages_size;
} Written;

static void
written_done(Written *written)
{
    free(written->results);
    free(written->messages);
}

static Written
write_events(const Event *events, size_t count, TextReport text)
{
    Written written = {0};

    text.results = open_memstream(&written.results, &written.results_size);
    text.messages = open_memstream(&written.messages, &written.messages_size);
    CHECK(text.results != NULL && text.messages != NULL);

    for (size_t index = 0; index < count; index++)
        report_event(text_report(&text), &events[index]);

    CHECK(fclose(text.results) == 0);
    CHECK(fclose(text.messages) == 0);

    return written;
}

TEST(an_up_as_lines)
{
    ATTR_CLEANUP(written_done)
    Written written = write_events(EVENTS_UP, LENGTH_OF(EVENTS_UP), (TextReport){0});

    CHECK_TEXT(written.results,
               "==> postgres: localhost:5432/app (PostgreSQL 15.18)\n"
               "  skip   0001_init \xE2\x80\xA6 0002_users                     2 already applied\n"
               "  adopt  0001_init                                  1 taken over from "
               "schema_migrations\n"
               "  apply  0003_late                                  2 statements    1.2 s\n"
               "  apply  0004_one                                   1 statement     999 ms\n"
               "  apply  0005_a_name_that_is_longer_than_its_column_is_wide   1 transaction   "
               "2 min 05 s\n"
               "==> postgres: applied 3, skipped 2\n");
    CHECK_TEXT(
        written.messages,
        "notice: postgres: \"0003_late\" runs out of order: a newer one is applied already\n"
        "notice: postgres: \"0009_gone\" and 2 more is in the ledger, but its file is not in "
        "the directory\n"
        "        An older release looks like this.\n"
        "WARNING: postgres: out of practice\n");
}

TEST(verbose_adds_statements_and_what_the_server_chats)
{
    ATTR_CLEANUP(written_done)
    Written written = write_events(&EVENTS_UP[5], 3, (TextReport){.verbose = true});

    CHECK_TEXT(written.results, "");
    CHECK_TEXT(written.messages, "NOTICE: postgres: relation \"a\" already exists, skipping\n"
                                 "WARNING: postgres: out of practice\n"
                                 "         0003_late 1/2     7 ms\n");
}

TEST(quiet_leaves_the_line_that_ends_a_target)
{
    ATTR_CLEANUP(written_done)
    Written written = write_events(EVENTS_UP, LENGTH_OF(EVENTS_UP), (TextReport){.quiet = true});

    CHECK_TEXT(written.results, "==> postgres: applied 3, skipped 2\n");
    CHECK_TEXT(written.messages, "");
}

TEST(a_plan_as_lines)
{
    ATTR_CLEANUP(written_done)
    Written written = write_events(EVENTS_PLAN, LENGTH_OF(EVENTS_PLAN), (TextReport){0});

    CHECK_TEXT(written.results,
               "==> a: db/app (PostgreSQL 15.18)\n"
               "  apply  0001_init                                  1 statement  \n"
               "          if  line 2     table-exists table:t  (else left out)\n"
               "           1  line 3     CREATE TABLE\n"
               "  resume 0002_b                                     3 statements   1 done\n"
               "==> a: would apply 2, would skip 0\n"
               "==> b: ch:8123/app (ClickHouse 26.7)\n"
               "  apply  0001_init                                  1 transaction \n"
               "==> b: would apply 1, would skip 0\n");
    CHECK_TEXT(written.messages, "");
}

TEST(a_status_as_lines)
{
    ATTR_CLEANUP(written_done)
    Written written = write_events(EVENTS_STATUS, LENGTH_OF(EVENTS_STATUS), (TextReport){0});

    CHECK_TEXT(written.results,
               "  applied  0001_init                                2026-11-24T00:17:04Z  "
               "1 min 01 s\n"
               "  partial  0002_b                                   2026-11-24T00:17:04Z     "
               "5 ms  1 of 4 statements done\n"
               "  pending  0003_c                                  \n"
               "  missing  0000_x                                  \n"
               "  record 0001_init \xE2\x80\xA6 0003_c                         3 recorded as "
               "applied, not run\n"
               "==> a: recorded 3, run none\n");
}

TEST(colors_are_around_words_only_and_always_end)
{
    ATTR_CLEANUP(written_done)
    Written plain = write_events(EVENTS_UP, LENGTH_OF(EVENTS_UP), (TextReport){0});
    ATTR_CLEANUP(written_done)
    Written painted = write_events(EVENTS_UP, LENGTH_OF(EVENTS_UP), (TextReport){.color = true});
    SCOPED_BUF stripped = {0};
    bool colored = false;
    Str rest = str_from(painted.results);

    while (rest.size > 0)
    {
        if (rest.data[0] == '\033')
        {
            const Str code = str_slice(rest, 0, str_find_char(rest, 0, 'm') + 1);

            colored = !STR_IS(code, "\033[0m");
            rest = str_slice(rest, code.size, rest.size);
            continue;
        }

        CHECK(!colored || rest.data[0] != '\n');
        buf_append_char(&stripped, rest.data[0]);
        rest = str_slice(rest, 1, rest.size);
    }

    CHECK(painted.results_size > plain.results_size);
    CHECK_TEXT(buf_text(&stripped), plain.results);
}

TEST(durations_are_as_exact_as_one_wants_to_know)
{
    static const struct
    {
        uint64_t duration_ms;
        const char *text;
    } cases[] = {
        {0, "   0 ms"},        {999, " 999 ms"},         {1000, " 1.0 s"},
        {1099, " 1.0 s"},      {59999, "59.9 s"},        {60000, "1 min 00 s"},
        {61999, "1 min 01 s"}, {3600000, "60 min 00 s"}, {86400000, "1440 min 00 s"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        const Event event = {.kind = EVENT_STATEMENT,
                             .target = "t",
                             .migration = VERSION_("m"),
                             .statement = 1,
                             .statements = 1,
                             .duration_ms = cases[index].duration_ms};
        ATTR_CLEANUP(written_done)
        Written written = write_events(&event, 1, (TextReport){.verbose = true});
        SCOPED_ARENA arena = {0};

        CHECK_TEXT(written.messages,
                   arena_printf(&arena, "         m 1/1  %s\n", cases[index].text));
    }
}

static void
check_error_text(const Error *err, const char *wanted)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    CHECK(stream != NULL);
    text_error(stream, false, err);
    CHECK(fclose(stream) == 0);
    CHECK_TEXT(text, wanted);
    free(text);
}

TEST(an_error_with_all_its_parts)
{
    const Error err = {
        .kind = ERROR_STATEMENT,
        .message = "a: syntax error",
        .detail = "One.\nTwo.",
        .hint = "Do this.",
        .code = "42601",
        .server = "ERROR: syntax error\n\nLINE 1: x\n",
        .place = {.file = "db/1.sql", .line = 3, .column = 7, .excerpt = "    3 | x\n      | ^\n"},
    };

    check_error_text(&err, "error: a: syntax error\n"
                           "  at      db/1.sql:3:7\n"
                           "    3 | x\n"
                           "      | ^\n"
                           "  server  ERROR: syntax error\n"
                           "          \n"
                           "          LINE 1: x\n"
                           "  code    42601\n"
                           "  detail  One.\n"
                           "          Two.\n"
                           "  hint    Do this.\n");
}

TEST(an_error_with_nothing_but_its_message)
{
    check_error_text(&(Error){.kind = ERROR_USAGE, .message = "no"}, "error: no\n");
}
