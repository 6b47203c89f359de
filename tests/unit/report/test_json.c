/* Unit tests of report/json.c: documents as docs/json.md promises them. */
#include "report/json.h"

#include <jansson.h>

#include "unit/report/events.h"

#include "harness/test.h"

static char *
document_of(const char *command, const Event *events, size_t count, const Error *err)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    JsonReport *json = json_report_new(command);

    CHECK(stream != NULL);

    for (size_t index = 0; index < count; index++)
        report_event(json_report(json), &events[index]);

    json_report_print(json, err, stream);
    json_report_free(json);
    CHECK(fclose(stream) == 0);

    return text;
}

/* Spaces and line feeds differ with the printer; what is in it does not. */
static void
check_document(const char *text, const char *wanted)
{
    json_error_t problem;
    json_t *document = json_loads(text, 0, &problem);
    char *compact = NULL;

    CHECK(document != NULL);
    compact = json_dumps(document, JSON_COMPACT);
    CHECK_TEXT(compact, wanted);
    free(compact);
    json_decref(document);
}

static void
check_run(const char *command, const Event *events, size_t count, const char *wanted)
{
    const Error none = {.kind = ERROR_NONE};
    char *text = document_of(command, events, count, &none);

    check_document(text, wanted);
    CHECK(str_ends_with(str_from(text), STR("}\n")));
    free(text);
}

TEST(a_run_without_targets)
{
    check_run("status", NULL, 0,
              "{\"command\":\"status\",\"targets\":[],\"ok\":true,"
              "\"error\":null}");
}

TEST(an_up_as_a_document)
{
    check_run("up", EVENTS_UP, LENGTH_OF(EVENTS_UP),
              "{\"command\":\"up\",\"targets\":[{\"name\":\"postgres\",\"server\":{"
              "\"title\":\"PostgreSQL\",\"version\":\"15.18\",\"place\":\"localhost:5432/app\"},"
              "\"notices\":[{\"version\":\"0003_late\",\"text\":\"runs out of order: a newer one "
              "is applied already\"},{\"version\":\"0009_gone\",\"count\":3,\"text\":\"is in the "
              "ledger, but its file is not in the directory\"},{\"severity\":\"NOTICE\",\"text\":"
              "\"relation \\\"a\\\" already exists, skipping\"},{\"severity\":\"WARNING\",\"text\":"
              "\"out of practice\"}],\"adopted\":{\"first\":\"0001_init\",\"last\":\"0001_init\","
              "\"count\":1},\"migrations\":[{\"version\":\"0003_late\",\"statements\":2,"
              "\"transaction\":false,\"duration_ms\":1234},{\"version\":\"0004_one\","
              "\"statements\":1,\"transaction\":false,\"duration_ms\":999},{\"version\":"
              "\"0005_a_name_that_is_longer_than_its_column_is_wide\",\"statements\":12,"
              "\"transaction\":true,\"duration_ms\":125000}],\"applied\":3,\"skipped\":2,"
              "\"pending\":0}],\"ok\":true,\"error\":null}");
}

TEST(a_plan_as_a_document)
{
    check_run("plan", EVENTS_PLAN, LENGTH_OF(EVENTS_PLAN),
              "{\"command\":\"plan\",\"targets\":[{\"name\":\"a\",\"server\":{\"title\":"
              "\"PostgreSQL\",\"version\":\"15.18\",\"place\":\"db/app\"},\"migrations\":[{"
              "\"version\":\"0001_init\",\"transaction\":false,\"done\":0,\"statements\":[{"
              "\"number\":1,\"line\":3,\"kind\":\"CREATE TABLE\"}],\"preconditions\":[{\"text\":"
              "\"table-exists table:t\",\"line\":2,\"first\":1,\"last\":2,\"otherwise\":"
              "\"left out\"}]},{\"version\":\"0002_b\","
              "\"transaction\":false,\"done\":1,\"statements\":[]}],\"applied\":0,\"skipped\":0,"
              "\"pending\":2},{\"name\":\"b\",\"server\":{\"title\":\"ClickHouse\",\"version\":"
              "\"26.7\",\"place\":\"ch:8123/app\"},\"migrations\":[{\"version\":\"0001_init\","
              "\"transaction\":true,\"done\":0,\"statements\":[]}],\"applied\":0,\"skipped\":0,"
              "\"pending\":1}],\"ok\":true,\"error\":null}");
}

TEST(a_status_as_a_document)
{
    check_run("status", EVENTS_STATUS, LENGTH_OF(EVENTS_STATUS),
              "{\"command\":\"status\",\"targets\":[{\"name\":\"a\",\"migrations\":[{\"version\":"
              "\"0001_init\",\"state\":\"applied\",\"at\":\"2026-11-24T00:17:04Z\",\"duration_ms\":"
              "61000,\"statements_done\":2,\"statements\":2},{\"version\":\"0002_b\",\"state\":"
              "\"partial\",\"at\":\"2026-11-24T00:17:04Z\",\"duration_ms\":5,\"statements_done\":1,"
              "\"statements\":4},{\"version\":\"0003_c\",\"state\":\"pending\",\"at\":null,"
              "\"duration_ms\":0,\"statements_done\":0,\"statements\":0},{\"version\":\"0000_x\","
              "\"state\":\"missing\",\"at\":null,\"duration_ms\":0,\"statements_done\":0,"
              "\"statements\":0}],\"recorded\":{\"first\":\"0001_init\",\"last\":\"0003_c\","
              "\"count\":3},\"applied\":0,\"skipped\":0,\"pending\":0}],\"ok\":true,"
              "\"error\":null}");
}

TEST(an_error_with_all_its_parts)
{
    const Error err = {
        .kind = ERROR_STATEMENT,
        .message = "a: syntax error",
        .detail = "One.\nTwo.",
        .hint = "Do this.",
        .code = "42601",
        .server = "ERROR: x",
        .place = {.file = "db/1.sql", .line = 3, .column = 7},
    };
    char *text = document_of("up", NULL, 0, &err);

    check_document(text, "{\"command\":\"up\",\"targets\":[],\"ok\":false,\"error\":{\"kind\":"
                         "\"statement\",\"exit_code\":20,\"message\":\"a: syntax error\","
                         "\"detail\":\"One.\\nTwo.\",\"hint\":\"Do this.\",\"code\":\"42601\","
                         "\"server\":\"ERROR: x\",\"file\":\"db/1.sql\",\"line\":3,"
                         "\"column\":7}}");
    free(text);
}

TEST(an_error_with_nothing_but_its_message)
{
    const Error err = {.kind = ERROR_CONNECT, .message = "no"};
    char *text = document_of("up", NULL, 0, &err);

    check_document(text, "{\"command\":\"up\",\"targets\":[],\"ok\":false,\"error\":{\"kind\":"
                         "\"connect\",\"exit_code\":10,\"message\":\"no\",\"detail\":null,"
                         "\"hint\":null,\"code\":null,\"server\":null,\"file\":null}}");
    free(text);
}

/* A server may answer in another encoding: nothing of the document may be lost for that. */
TEST(text_that_is_not_utf8_is_shown_all_the_same)
{
    const Error err = {.kind = ERROR_STATEMENT,
                       .message = "stra\xDF"
                                  "e",
                       .server = "\xFF"
                                 "a\xC3\xBC\xE2\x82"};
    const Event event = {.kind = EVENT_APPLIED,
                         .target = "t",
                         .migration = VERSION_("0001_stra\xDF"
                                               "e"),
                         .statements = 1};
    char *text = document_of("up", &event, 1, &err);

    check_document(text, "{\"command\":\"up\",\"targets\":[{\"name\":\"t\","
                         "\"migrations\":[{\"version\":\"0001_stra\xEF\xBF\xBD"
                         "e\","
                         "\"statements\":1,\"transaction\":false,\"duration_ms\":0}]}],"
                         "\"ok\":false,\"error\":{\"kind\":\"statement\",\"exit_code\":20,"
                         "\"message\":\"stra\xEF\xBF\xBD"
                         "e\",\"detail\":null,\"hint\":null,"
                         "\"code\":null,\"server\":\"\xEF\xBF\xBD"
                         "a\xC3\xBC\xEF\xBF\xBD"
                         "\xEF\xBF\xBD\",\"file\":null}}");
    free(text);
}

TEST(a_value_of_the_document_itself)
{
    const Error none = {.kind = ERROR_NONE};
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    JsonReport *json = json_report_new("new");

    json_report_value(json, "file", "db/0001_a.sql");
    json_report_value(json, "other", NULL);
    json_report_print(json, &none, stream);
    json_report_free(json);
    json_report_free(NULL);
    CHECK(fclose(stream) == 0);
    check_document(text, "{\"command\":\"new\",\"targets\":[],\"file\":\"db/0001_a.sql\","
                         "\"other\":null,\"ok\":true,\"error\":null}");
    free(text);
}
