/* Unit tests of report/json_lines.c: one object a line, as things happen. */
#include "report/json_lines.h"

#include <string.h>

#include "report/event.h"

#include "harness/test.h"

/* What follows the time, which is that of this machine. */
static void
check_line(const Event *event, const char *wanted)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    CHECK(stream != NULL);
    report_event(json_lines(stream), event);
    CHECK(fclose(stream) == 0);

    const char *rest = strstr(text, "\"event\"");

    CHECK(rest != NULL);
    CHECK_TEXT(rest, wanted);
    free(text);
}

TEST(what_ran_took_a_time_however_short)
{
    check_line(&(Event){.kind = EVENT_APPLIED,
                        .target = "postgres",
                        .migration = STR("0001_a"),
                        .statements = 1,
                        .transaction = true},
               "\"event\":\"applied\",\"target\":\"postgres\",\"migration\":\"0001_a\","
               "\"statements\":1,\"duration_ms\":0,\"transaction\":true}\n");
    check_line(&(Event){.kind = EVENT_STATEMENT,
                        .target = "clickhouse",
                        .migration = STR("0001_a"),
                        .statement = 2,
                        .statements = 3},
               "\"event\":\"statement\",\"target\":\"clickhouse\",\"migration\":\"0001_a\","
               "\"statement\":2,\"statements\":3,\"duration_ms\":0}\n");
}

TEST(what_took_no_time_says_none)
{
    check_line(&(Event){.kind = EVENT_NOTICE, .target = "postgres", .text = "late"},
               "\"event\":\"notice\",\"target\":\"postgres\",\"text\":\"late\"}\n");
}
