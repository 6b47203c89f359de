/*
 * json.c
 *    Events as JSON: one document when the command ends, or a line for each as it happens.
 */
#include "report/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"

struct JsonReport
{
    json_t *document;
    json_t *targets;
    json_t *target;    /* the one under way; borrowed */
    json_t *migration; /* the planned one under way; borrowed */
};

static const char *const EVENT_WORDS[] = {
    [EVENT_TARGET_BEGIN] = "connected", [EVENT_SKIPPED] = "skipped",
    [EVENT_ADOPTED] = "adopted",        [EVENT_BASELINED] = "recorded",
    [EVENT_NOTICE] = "notice",          [EVENT_SERVER_NOTICE] = "server_notice",
    [EVENT_STATEMENT] = "statement",    [EVENT_APPLIED] = "applied",
    [EVENT_PLANNED] = "planned",        [EVENT_PLANNED_STATEMENT] = "planned_statement",
    [EVENT_STATUS] = "status",          [EVENT_LOCKED] = "locked",
    [EVENT_WAITING] = "waiting",        [EVENT_RETRY] = "retry",
    [EVENT_SETTLED] = "settled",        [EVENT_REPAIR] = "repair",
    [EVENT_EXPLAINED] = "explained",    [EVENT_OBJECT] = "object",
    [EVENT_ADVICE] = "advice",          [EVENT_TARGET_END] = "finished",
};

/*
 * Bytes that are no UTF-8 (a server's text in another encoding, a file's name) are shown as
 * U+FFFD: jansson takes no such text, and the member would be missing.
 */
static json_t *
str_value(Str text)
{
    SCOPED_BUF mended = {0};
    size_t good = str_utf8_error(text);

    if (good == text.size)
        return json_stringn(text.data == NULL ? "" : text.data, text.size);

    for (; good < text.size; good = str_utf8_error(text))
    {
        buf_append(&mended, str_slice(text, 0, good));
        buf_append(&mended, STR("\xEF\xBF\xBD"));
        text = str_slice(text, good + 1, text.size);
    }

    buf_append(&mended, text);

    return json_stringn(mended.data, mended.size);
}

static json_t *
text_value(const char *text)
{
    return text == NULL ? json_null() : str_value(str_from(text));
}

static void
put(json_t *object, const char *name, json_t *value)
{
    (void)json_object_set_new(object, name, value);
}

static void
put_number(json_t *object, const char *name, uint64_t value)
{
    put(object, name, json_integer((json_int_t)value));
}

/* The target's list of that name, made when first needed. */
static json_t *
list_of(json_t *target, const char *name)
{
    json_t *list = json_object_get(target, name);

    if (list == NULL)
    {
        list = json_array();
        put(target, name, list);
    }

    return list;
}

JsonReport *
json_report_new(const char *command)
{
    JsonReport *json = calloc(1, sizeof(*json));

    if (json == NULL)
        abort();

    json->document = json_object();
    json->targets = json_array();
    put(json->document, "command", text_value(command));
    put(json->document, "targets", json->targets);

    return json;
}

void
json_report_free(JsonReport *json)
{
    if (json == NULL)
        return;

    json_decref(json->document);
    free(json);
}

/* A target may speak before it is connected (a notice) or fail before it begins. */
static json_t *
target_of(JsonReport *json, const char *name)
{
    const char *current =
        json->target == NULL ? NULL : json_string_value(json_object_get(json->target, "name"));

    if (current == NULL || strcmp(current, name) != 0)
    {
        json->target = json_object();
        (void)json_array_append_new(json->targets, json->target);
        put(json->target, "name", json_string(name));
    }

    return json->target;
}

static json_t *
append_object(json_t *list)
{
    json_t *object = json_object();

    (void)json_array_append_new(list, object);

    return object;
}

static void
add_server(json_t *target, const Event *event)
{
    json_t *server = json_object();

    put(server, "title", text_value(event->title));
    put(server, "version", text_value(event->version));
    put(server, "place", text_value(event->place));
    put(target, "server", server);
}

static void
add_stretch(json_t *target, const char *name, const Event *event)
{
    json_t *stretch = json_object();

    put(stretch, "first", str_value(event->first));
    put(stretch, "last", str_value(event->last));
    put_number(stretch, "count", event->count);
    put(target, name, stretch);
}

static void
add_notice(json_t *target, const Event *event)
{
    json_t *notice = append_object(list_of(target, "notices"));

    if (event->migration.size > 0)
        put(notice, "version", str_value(event->migration));
    if (event->severity != NULL)
        put(notice, "severity", text_value(event->severity));
    if (event->count > 1)
        put_number(notice, "count", event->count);

    put(notice, "text", text_value(event->text));
}

static void
add_applied(json_t *target, const Event *event)
{
    json_t *migration = append_object(list_of(target, "migrations"));

    put(migration, "version", str_value(event->migration));
    put_number(migration, "statements", event->statements);
    put(migration, "transaction", json_boolean(event->transaction));
    put_number(migration, "duration_ms", event->duration_ms);
}

static void
add_planned(JsonReport *json, json_t *target, const Event *event)
{
    json->migration = append_object(list_of(target, "migrations"));

    put(json->migration, "version", str_value(event->migration));
    put(json->migration, "transaction", json_boolean(event->transaction));
    put_number(json->migration, "done", event->done);
    put(json->migration, "statements", json_array());
}

static void
add_planned_statement(const JsonReport *json, const Event *event)
{
    json_t *statement = append_object(json_object_get(json->migration, "statements"));

    put_number(statement, "number", event->statement);
    put_number(statement, "line", event->line);
    put(statement, "kind", text_value(event->text));
}

static void
add_status(json_t *target, const Event *event)
{
    json_t *migration = append_object(list_of(target, "migrations"));
    char at[TIME_TEXT_SIZE];

    put(migration, "version", str_value(event->migration));
    put(migration, "state", text_value(event->state));
    put(migration, "at", event->at_s == 0 ? json_null() : json_string(time_text(event->at_s, at)));
    put_number(migration, "duration_ms", event->duration_ms);
    put_number(migration, "statements_done", event->done);
    put_number(migration, "statements", event->statements);
}

/* What a run waited for, found out or mended, in the order in which it happened. */
static void
add_incident(json_t *target, const char *kind, const Event *event)
{
    json_t *incident = append_object(list_of(target, "incidents"));

    put(incident, "kind", text_value(kind));

    if (event->migration.size > 0)
        put(incident, "version", str_value(event->migration));
    if (event->statement > 0)
        put_number(incident, "statement", event->statement);
    if (event->state != NULL)
        put(incident, "verdict", text_value(event->state));
    if (event->kind != EVENT_SETTLED && event->kind != EVENT_REPAIR)
        put_number(incident, "waited_ms", event->duration_ms);

    put(incident, "text", text_value(event->text));
}

/* The migration that the last status was about. */
static json_t *
last_migration(json_t *target)
{
    json_t *list = list_of(target, "migrations");

    return json_array_get(list, json_array_size(list) - 1);
}

static void
add_explained(json_t *target, const Event *event)
{
    json_t *statement = append_object(list_of(last_migration(target), "statement_list"));

    put_number(statement, "number", event->statement);
    put_number(statement, "line", event->line);
    put(statement, "kind", text_value(event->title));
    put(statement, "state", text_value(event->state));
    put(statement, "evidence", text_value(event->text));
}

static void
add_end(json_t *target, const Event *event)
{
    put_number(target, "applied", event->applied);
    put_number(target, "skipped", event->skipped);
    put_number(target, "pending", event->pending);
}

static void
take_event(void *self, const Event *event)
{
    JsonReport *json = self;
    json_t *target = target_of(json, event->target);

    switch (event->kind)
    {
        case EVENT_TARGET_BEGIN:
            add_server(target, event);
            break;
        case EVENT_SKIPPED:
            break; /* the count at the end says it */
        case EVENT_ADOPTED:
            add_stretch(target, "adopted", event);
            break;
        case EVENT_BASELINED:
            add_stretch(target, "recorded", event);
            break;
        case EVENT_NOTICE:
        case EVENT_SERVER_NOTICE:
            add_notice(target, event);
            break;
        case EVENT_STATEMENT:
            break; /* the migration's line says how many */
        case EVENT_APPLIED:
            add_applied(target, event);
            break;
        case EVENT_PLANNED:
            add_planned(json, target, event);
            break;
        case EVENT_PLANNED_STATEMENT:
            add_planned_statement(json, event);
            break;
        case EVENT_STATUS:
            add_status(target, event);
            break;
        case EVENT_LOCKED:
        case EVENT_WAITING:
        case EVENT_RETRY:
        case EVENT_SETTLED:
        case EVENT_REPAIR:
            add_incident(target, EVENT_WORDS[event->kind], event);
            break;
        case EVENT_EXPLAINED:
            add_explained(target, event);
            break;
        case EVENT_OBJECT:
            (void)json_array_append_new(list_of(last_migration(target), "objects"),
                                        text_value(event->text));
            break;
        case EVENT_ADVICE:
            put(last_migration(target), "next", text_value(event->text));
            break;
        case EVENT_TARGET_END:
            add_end(target, event);
            break;
    }
}

Report
json_report(JsonReport *json)
{
    return (Report){.event = take_event, .self = json};
}

void
json_report_value(JsonReport *json, const char *name, const char *text)
{
    put(json->document, name, text_value(text));
}

static json_t *
error_object(const Error *err)
{
    json_t *object = json_object();

    put(object, "kind", json_string(error_slug(err->kind)));
    put(object, "exit_code", json_integer(error_exit_code(err->kind)));
    put(object, "message", text_value(err->message));
    put(object, "detail", text_value(err->detail));
    put(object, "hint", text_value(err->hint));
    put(object, "code", text_value(err->code));
    put(object, "server", text_value(err->server));
    put(object, "file", text_value(err->place.file));

    if (err->place.file != NULL)
    {
        put(object, "line", json_integer(err->place.line));
        put(object, "column", json_integer(err->place.column));
    }

    return object;
}

void
json_report_print(const JsonReport *json, const Error *err, FILE *results)
{
    put(json->document, "ok", json_boolean(err->kind == ERROR_NONE));
    put(json->document, "error", err->kind == ERROR_NONE ? json_null() : error_object(err));

    (void)json_dumpf(json->document, results, JSON_INDENT(2));
    (void)fputs("\n", results);
    (void)fflush(results);
}

/* ---- lines ---- */

static json_t *
new_line(const char *word)
{
    json_t *line = json_object();
    char now[TIME_TEXT_SIZE];

    put(line, "time", json_string(time_text(clock_now_s(), now)));
    put(line, "event", json_string(word));

    return line;
}

static void
print_line(json_t *line, FILE *results)
{
    (void)json_dumpf(line, results, JSON_COMPACT);
    (void)fputs("\n", results);
    (void)fflush(results);
    json_decref(line);
}

static void
put_text_if_any(json_t *line, const char *name, const char *text)
{
    if (text != NULL)
        put(line, name, text_value(text));
}

static void
put_str_if_any(json_t *line, const char *name, Str text)
{
    if (text.size > 0)
        put(line, name, str_value(text));
}

static void
put_number_if_any(json_t *line, const char *name, uint64_t number)
{
    if (number > 0)
        put_number(line, name, number);
}

static void
write_line(void *self, const Event *event)
{
    json_t *line = new_line(EVENT_WORDS[event->kind]);

    put_text_if_any(line, "target", event->target);
    put_text_if_any(line, "title", event->title);
    put_text_if_any(line, "version", event->version);
    put_text_if_any(line, "place", event->place);
    put_str_if_any(line, "migration", event->migration);
    put_str_if_any(line, "first", event->first);
    put_str_if_any(line, "last", event->last);
    put_number_if_any(line, "statement", event->statement);
    put_number_if_any(line, "statements", event->statements);
    put_text_if_any(line, "state", event->state);
    put_text_if_any(line, "severity", event->severity);
    put_text_if_any(line, "text", event->text);
    put_text_if_any(line, "hint", event->hint);
    put_number_if_any(line, "count", event->count);
    put_number_if_any(line, "duration_ms", event->duration_ms);

    if (event->kind == EVENT_APPLIED)
        put(line, "transaction", json_boolean(event->transaction));
    if (event->kind == EVENT_TARGET_END)
        add_end(line, event);

    print_line(line, self);
}

Report
json_lines(FILE *results)
{
    return (Report){.event = write_line, .self = results};
}

void
json_error_line(const Error *err, FILE *results)
{
    json_t *line = new_line("error");

    put(line, "error", error_object(err));
    print_line(line, results);
}
