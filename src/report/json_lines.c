/*
 * json_lines.c
 *    Events as JSON, a line for each as it happens.
 */
#include "report/json_lines.h"

#include "base/clock.h"
#include "base/value.h"
#include "report/json_error.h"

static const char *const EVENT_WORDS[] = {
    [EVENT_TARGET_BEGIN] = "connected",
    [EVENT_SKIPPED] = "skipped",
    [EVENT_ADOPTED] = "adopted",
    [EVENT_BASELINED] = "recorded",
    [EVENT_NOTICE] = "notice",
    [EVENT_SERVER_NOTICE] = "server_notice",
    [EVENT_STATEMENT] = "statement",
    [EVENT_APPLIED] = "applied",
    [EVENT_PLANNED] = "planned",
    [EVENT_PLANNED_STATEMENT] = "planned_statement",
    [EVENT_PLANNED_QUESTION] = "planned_precondition",
    [EVENT_STATUS] = "status",
    [EVENT_LOCKED] = "locked",
    [EVENT_WAITING] = "waiting",
    [EVENT_RETRY] = "retry",
    [EVENT_SETTLED] = "settled",
    [EVENT_REPAIR] = "repair",
    [EVENT_EXPLAINED] = "explained",
    [EVENT_OBJECT] = "object",
    [EVENT_ADVICE] = "advice",
    [EVENT_FINDING] = "finding",
    [EVENT_DUMPED] = "dumped",
    [EVENT_TARGET_END] = "finished",
};

const char *
json_event_word(EventKind kind)
{
    return EVENT_WORDS[kind];
}

static Value *
new_line(const char *word)
{
    Value *line = value_object();
    char now[TIME_TEXT_SIZE];

    value_put(line, "time", value_text(time_text(clock_now_s(), now)));
    value_put(line, "event", value_text(word));

    return line;
}

static void
print_line(Value *line, FILE *results)
{
    json_print(line, false, results);
    value_free(line);
}

static void
put_text_if_any(Value *line, const char *name, const char *text)
{
    if (text != NULL)
        value_put(line, name, value_text(text));
}

static void
put_str_if_any(Value *line, const char *name, Str text)
{
    if (text.size > 0)
        value_put(line, name, value_str(text));
}

static void
put_number_if_any(Value *line, const char *name, uint64_t number)
{
    if (number > 0)
        value_put_number(line, name, number);
}

static void
write_line(void *self, const Event *event)
{
    Value *line = new_line(EVENT_WORDS[event->kind]);

    put_text_if_any(line, "target", event->target);
    put_text_if_any(line, "title", event->title);
    put_text_if_any(line, "version", event->version);
    put_text_if_any(line, "place", event->place);
    put_str_if_any(line, "migration", event->migration);
    put_text_if_any(line, "file", event->file);
    put_str_if_any(line, "first", event->first);
    put_str_if_any(line, "last", event->last);
    put_number_if_any(line, "statement", event->statement);
    put_number_if_any(line, "statements", event->statements);
    put_text_if_any(line, "state", event->state);
    put_text_if_any(line, "severity", event->severity);
    put_text_if_any(line, "text", event->text);
    put_text_if_any(line, "hint", event->hint);
    put_number_if_any(line, "count", event->count);
    put_text_if_any(line, "direction", event->down ? "down" : NULL);

    /* What ran took a time, though it may be less than a millisecond. */
    if (event->kind == EVENT_APPLIED || event->kind == EVENT_STATEMENT)
        value_put_number(line, "duration_ms", event->duration_ms);
    else
        put_number_if_any(line, "duration_ms", event->duration_ms);

    if (event->kind == EVENT_APPLIED)
        value_put(line, "transaction", value_bool(event->transaction));
    if (event->kind == EVENT_TARGET_END)
    {
        value_put_number(line, "applied", event->applied);
        value_put_number(line, "skipped", event->skipped);
        value_put_number(line, "pending", event->pending);
    }

    print_line(line, self);
}

Report
json_lines(FILE *results)
{
    return (Report){.event = write_line, .self = results};
}

void
json_lines_error(const Error *err, FILE *results)
{
    Value *line = new_line("error");

    value_put(line, "error", json_error(err));
    print_line(line, results);
}
