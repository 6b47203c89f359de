/*
 * json.c
 *    Events as one JSON document, printed when the command ends.
 */
#include "report/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/value.h"
#include "report/json_error.h"
#include "report/json_lines.h"

struct JsonReport
{
    Value *document;
    Value *targets;
    Value *target;    /* the one under way; borrowed */
    Value *migration; /* the planned one under way; borrowed */
};

JsonReport *
json_report_new(const char *command)
{
    JsonReport *json = calloc(1, sizeof(*json));

    if (json == NULL)
        abort();

    json->document = value_object();
    json->targets = value_list();
    value_put(json->document, "command", value_text(command));
    value_put(json->document, "targets", json->targets);

    return json;
}

void
json_report_free(JsonReport *json)
{
    if (json == NULL)
        return;

    value_free(json->document);
    free(json);
}

/* A target may speak before it is connected (a notice) or fail before it begins. */
static Value *
target_of(JsonReport *json, const char *name)
{
    const char *current =
        json->target == NULL ? NULL : value_string(value_get(json->target, "name"));

    if (current == NULL || strcmp(current, name) != 0)
    {
        json->target = value_object();
        value_append(json->targets, json->target);
        value_put(json->target, "name", value_text(name));
    }

    return json->target;
}

static void
add_server(Value *target, const Event *event)
{
    Value *server = value_object();

    value_put(server, "title", value_text(event->title));
    value_put(server, "version", value_text(event->version));
    value_put(server, "place", value_text(event->place));
    value_put(target, "server", server);
}

static void
add_stretch(Value *target, const char *name, const Event *event)
{
    Value *stretch = value_object();

    value_put(stretch, "first", value_str(event->first));
    value_put(stretch, "last", value_str(event->last));
    value_put_number(stretch, "count", event->count);
    value_put(target, name, stretch);
}

static void
add_notice(Value *target, const Event *event)
{
    Value *notice = value_append_object(value_list_of(target, "notices"));

    if (event->migration.size > 0)
        value_put(notice, "version", value_str(event->migration));
    if (event->file != NULL)
        value_put(notice, "file", value_text(event->file));
    if (event->severity != NULL)
        value_put(notice, "severity", value_text(event->severity));
    if (event->count > 1)
        value_put_number(notice, "count", event->count);

    value_put(notice, "text", value_text(event->text));
}

/* Up needs no word. */
static void
put_direction(Value *migration, const Event *event)
{
    if (event->down)
        value_put(migration, "direction", value_text("down"));
}

static void
add_applied(Value *target, const Event *event)
{
    Value *migration = value_append_object(value_list_of(target, "migrations"));

    value_put(migration, "version", value_str(event->migration));
    value_put_number(migration, "statements", event->statements);
    value_put(migration, "transaction", value_bool(event->transaction));
    value_put_number(migration, "duration_ms", event->duration_ms);
    put_direction(migration, event);
}

static void
add_planned(JsonReport *json, Value *target, const Event *event)
{
    json->migration = value_append_object(value_list_of(target, "migrations"));

    value_put(json->migration, "version", value_str(event->migration));
    value_put(json->migration, "transaction", value_bool(event->transaction));
    value_put_number(json->migration, "done", event->done);
    put_direction(json->migration, event);
    value_put(json->migration, "statements", value_list());
}

static void
add_planned_question(const JsonReport *json, const Event *event)
{
    Value *question = value_append_object(value_list_of(json->migration, "preconditions"));

    value_put(question, "text", value_text(event->text));
    value_put_number(question, "line", event->line);
    value_put_number(question, "first", event->statement);
    value_put_number(question, "last", event->statements);
    value_put(question, "otherwise", value_text(event->state));
}

static void
add_planned_statement(const JsonReport *json, const Event *event)
{
    Value *statement = value_append_object(value_get(json->migration, "statements"));

    value_put_number(statement, "number", event->statement);
    value_put_number(statement, "line", event->line);
    value_put(statement, "kind", value_text(event->text));
}

static void
take_plan(JsonReport *json, Value *target, const Event *event)
{
    if (event->kind == EVENT_PLANNED)
        add_planned(json, target, event);
    else if (event->kind == EVENT_PLANNED_STATEMENT)
        add_planned_statement(json, event);
    else
        add_planned_question(json, event);
}

static void
add_status(Value *target, const Event *event)
{
    Value *migration = value_append_object(value_list_of(target, "migrations"));
    char at[TIME_TEXT_SIZE];

    value_put(migration, "version", value_str(event->migration));
    value_put(migration, "state", value_text(event->state));
    value_put(migration, "at",
              event->at_s == 0 ? value_null() : value_text(time_text(event->at_s, at)));
    value_put_number(migration, "duration_ms", event->duration_ms);
    value_put_number(migration, "statements_done", event->done);
    value_put_number(migration, "statements", event->statements);
}

/* What a run waited for, found out or mended, in the order in which it happened. */
static void
add_incident(Value *target, const char *kind, const Event *event)
{
    Value *incident = value_append_object(value_list_of(target, "incidents"));

    value_put(incident, "kind", value_text(kind));

    if (event->migration.size > 0)
        value_put(incident, "version", value_str(event->migration));
    if (event->statement > 0)
        value_put_number(incident, "statement", event->statement);
    if (event->state != NULL)
        value_put(incident, "verdict", value_text(event->state));
    if (event->kind != EVENT_SETTLED && event->kind != EVENT_REPAIR)
        value_put_number(incident, "waited_ms", event->duration_ms);

    value_put(incident, "text", value_text(event->text));
}

/* The migration that the last status was about. */
static Value *
last_migration(Value *target)
{
    Value *list = value_list_of(target, "migrations");

    return value_last(list);
}

static void
add_explained(Value *target, const Event *event)
{
    Value *statement = value_append_object(value_list_of(last_migration(target), "statement_list"));

    value_put_number(statement, "number", event->statement);
    value_put_number(statement, "line", event->line);
    value_put(statement, "kind", value_text(event->title));
    value_put(statement, "state", value_text(event->state));
    value_put(statement, "evidence", value_text(event->text));
}

static void
add_finding(Value *target, const Event *event)
{
    Value *finding = value_append_object(value_list_of(target, "findings"));

    value_put(finding, "version", value_str(event->migration));
    value_put(finding, "kind", value_text(event->state));
    value_put(finding, "text", value_text(event->text));
}

/* Without a file, the text itself. */
static void
add_dump(Value *target, const Event *event)
{
    Value *dump = value_object();

    value_put(dump, "by", value_text(event->title));
    value_put(dump, "path", event->place == NULL ? value_null() : value_text(event->place));
    value_put(dump, "text", event->place == NULL ? value_text(event->text) : value_null());
    value_put(target, "dump", dump);
}

static void
add_end(Value *target, const Event *event)
{
    value_put_number(target, "applied", event->applied);
    value_put_number(target, "skipped", event->skipped);
    value_put_number(target, "pending", event->pending);

    if (event->down)
        value_put_number(target, "reverted", event->count);
}

static void
take_event(void *self, const Event *event)
{
    JsonReport *json = self;
    Value *target = target_of(json, event->target);

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
        case EVENT_PLANNED_STATEMENT:
        case EVENT_PLANNED_QUESTION:
            take_plan(json, target, event);
            break;
        case EVENT_STATUS:
            add_status(target, event);
            break;
        case EVENT_LOCKED:
        case EVENT_WAITING:
        case EVENT_RETRY:
        case EVENT_SETTLED:
        case EVENT_REPAIR:
            add_incident(target, json_event_word(event->kind), event);
            break;
        case EVENT_EXPLAINED:
            add_explained(target, event);
            break;
        case EVENT_OBJECT:
            value_append(value_list_of(last_migration(target), "objects"), value_text(event->text));
            break;
        case EVENT_ADVICE:
            value_put(last_migration(target), "next", value_text(event->text));
            break;
        case EVENT_FINDING:
            add_finding(target, event);
            break;
        case EVENT_DUMPED:
            add_dump(target, event);
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
    value_put(json->document, name, value_text(text));
}

void
json_report_print(const JsonReport *json, const Error *err, FILE *results)
{
    value_put(json->document, "ok", value_bool(err->kind == ERROR_NONE));
    value_put(json->document, "error", err->kind == ERROR_NONE ? value_null() : json_error(err));

    json_print(json->document, true, results);
}
