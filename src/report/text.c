/*
 * text.c
 *    Events as lines for people.
 */
#include "report/text.h"

#include <string.h>

#include "base/clock.h"
#include "report/color.h"
#include "report/duration.h"

enum
{
    NAME_WIDTH_MIN = 40,
    NAME_WIDTH_MAX = 72,
    STATE_WIDTH = 8,
};

static const char *
paint(const TextReport *text, const char *color)
{
    return text->color ? color : "";
}

static const char *
plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* Where a line begins: in a log, with the time. */
static FILE *
line_on(const TextReport *text, FILE *file)
{
    char now[TIME_TEXT_SIZE];

    if (text->stamped)
        (void)fprintf(file, "%s ", time_text(clock_now_s(), now));

    return file;
}

/* A stretch: first, ellipsis, last; the width counts the ellipsis as the one column it takes. */
static void
print_stretch(const TextReport *text, const Event *event)
{
    FILE *file = text->results;
    size_t width = event->first.size;

    (void)fprintf(file, STR_FORMAT, STR_ARGS(event->first));

    if (event->count > 1)
    {
        (void)fprintf(file, " \xE2\x80\xA6 " STR_FORMAT, STR_ARGS(event->last));
        width += 3 + event->last.size;
    }

    (void)fprintf(file, "%*s", (int)width < text->name_width ? text->name_width - (int)width : 0,
                  "");
}

static void
print_target_begin(const TextReport *text, const Event *event)
{
    if (!text->quiet)
        (void)fprintf(line_on(text, text->results), "%s==>%s %s%s%s: %s (%s %s)\n",
                      paint(text, BOLD), paint(text, RESET), paint(text, BOLD), event->target,
                      paint(text, RESET), event->place, event->title, event->version);
}

static void
print_target_end(const TextReport *text, const Event *event)
{
    (void)fprintf(line_on(text, text->results), "%s==>%s %s%s%s: ", paint(text, BOLD),
                  paint(text, RESET), paint(text, BOLD), event->target, paint(text, RESET));

    if (event->text != NULL)
        (void)fprintf(text->results, "%s\n", event->text);
    else
        (void)fprintf(text->results, "applied %zu, skipped %zu\n", event->applied, event->skipped);
}

static void
print_skipped(const TextReport *text, const Event *event)
{
    if (text->quiet)
        return;

    (void)fprintf(line_on(text, text->results), "  %sskip%s   ", paint(text, DIM),
                  paint(text, RESET));
    print_stretch(text, event);
    (void)fprintf(text->results, " %3zu already applied\n", event->count);
}

static void
print_recorded(const TextReport *text, const Event *event)
{
    const bool adopted = event->kind == EVENT_ADOPTED;
    const char *verb = adopted ? "adopt" : "record";
    const char *what = event->text != NULL ? event->text
                       : adopted           ? "taken over from schema_migrations"
                                           : "recorded as applied, not run";

    if (text->quiet)
        return;

    (void)fprintf(line_on(text, text->results), "  %s%-6s%s ", paint(text, DIM), verb,
                  paint(text, RESET));
    print_stretch(text, event);
    (void)fprintf(text->results, " %3zu %s\n", event->count, what);
}

static void
print_work(const TextReport *text, const Event *event)
{
    if (event->transaction)
        (void)fprintf(text->results, " %3d transaction ", 1);
    else
        (void)fprintf(text->results, " %3u statement%-2s", event->statements,
                      plural(event->statements));
}

static void
print_applied(const TextReport *text, const Event *event)
{
    if (text->quiet)
        return;

    (void)fprintf(line_on(text, text->results), "  %s%-6s%s %-*.*s", paint(text, GREEN),
                  event->down ? "revert" : "apply", paint(text, RESET), text->name_width,
                  STR_ARGS(event->migration));
    print_work(text, event);
    (void)fputs("  ", text->results);
    duration_print(text->results, event->duration_ms);
    (void)fputs("\n", text->results);
}

static void
print_statement(const TextReport *text, const Event *event)
{
    if (!text->verbose)
        return;

    (void)fprintf(line_on(text, text->messages), "         " STR_FORMAT " %u/%u  ",
                  STR_ARGS(event->migration), event->statement, event->statements);
    duration_print(text->messages, event->duration_ms);
    (void)fputs("\n", text->messages);
}

static void
print_notice(const TextReport *text, const Event *event)
{
    if (text->quiet)
        return;

    (void)fprintf(line_on(text, text->messages), "%snotice:%s %s: ", paint(text, YELLOW),
                  paint(text, RESET), event->target);

    if (event->migration.size > 0)
        (void)fprintf(text->messages, "\"" STR_FORMAT "\"", STR_ARGS(event->migration));
    if (event->file != NULL)
        (void)fprintf(text->messages, "\"%s\"", event->file);
    if (event->count > 1)
        (void)fprintf(text->messages, " and %zu more", event->count - 1);

    (void)fprintf(text->messages, " %s\n", event->text);

    if (event->hint != NULL)
        (void)fprintf(line_on(text, text->messages), "        %s\n", event->hint);
}

/* A NOTICE is chatter ("already exists, skipping"); anything stronger is worth a line. */
static void
print_server_notice(const TextReport *text, const Event *event)
{
    const bool chatter = strcmp(event->severity, "WARNING") != 0;

    if (text->quiet || (chatter && !text->verbose))
        return;

    (void)fprintf(line_on(text, text->messages), "%s%s:%s %s: %s\n", paint(text, YELLOW),
                  event->severity, paint(text, RESET), event->target, event->text);
}

static void
print_planned(const TextReport *text, const Event *event)
{
    (void)fprintf(text->results, "  %s%-6s%s %-*.*s", paint(text, GREEN),
                  event->down       ? "revert"
                  : event->done > 0 ? "resume"
                                    : "apply",
                  paint(text, RESET), text->name_width, STR_ARGS(event->migration));
    print_work(text, event);

    if (event->done > 0)
        (void)fprintf(text->results, "  %u done", event->done);

    (void)fputs("\n", text->results);
}

static void
print_planned_statement(const TextReport *text, const Event *event)
{
    (void)fprintf(text->results, "         %3u  line %-5u %s\n", event->statement, event->line,
                  event->text);
}

/* What is asked before the statements that follow. */
static void
print_planned_question(const TextReport *text, const Event *event)
{
    (void)fprintf(text->results, "          if  line %-5u %s  (else %s)\n", event->line,
                  event->text, event->state);
}

static void
print_status(const TextReport *text, const Event *event)
{
    const bool done = strcmp(event->state, "pending") != 0 &&
                      strcmp(event->state, "missing") != 0 && strcmp(event->state, "changed") != 0;

    const int longer = (int)strlen(event->state) - STATE_WIDTH;

    (void)fprintf(text->results, "  %s%-*s%s %-*.*s", paint(text, done ? GREEN : YELLOW),
                  STATE_WIDTH, event->state, paint(text, RESET),
                  text->name_width - (longer > 0 ? longer : 0), STR_ARGS(event->migration));

    if (event->at_s != 0)
    {
        char at[TIME_TEXT_SIZE];

        (void)fprintf(text->results, " %s  ", time_text(event->at_s, at));
        duration_print(text->results, event->duration_ms);
    }
    if (strcmp(event->state, "partial") == 0 || strcmp(event->state, "reverting") == 0)
        (void)fprintf(text->results, "  %u of %u statements done", event->done, event->statements);

    (void)fputs("\n", text->results);
}

/* "migration 0006_x, statement 2/3" */
static void
print_statement_name(FILE *file, const Event *event)
{
    (void)fprintf(file, "\"" STR_FORMAT "\"", STR_ARGS(event->migration));

    if (event->statement > 0)
        (void)fprintf(file, " %u/%u", event->statement, event->statements);
}

/* What a run waits for, and what it finds out: these lines are the reason to look at a log. */
static void
print_finding(const TextReport *text, const Event *event)
{
    const char *what = event->kind == EVENT_RETRY     ? "retry"
                       : event->kind == EVENT_SETTLED ? "settled"
                                                      : "repair";

    if (text->quiet)
        return;

    (void)fprintf(line_on(text, text->messages), "%s%s:%s %s: ", paint(text, YELLOW), what,
                  paint(text, RESET), event->target);

    if (event->migration.size > 0)
    {
        print_statement_name(text->messages, event);
        (void)fputs(event->state == NULL ? ": " : " ", text->messages);
    }
    if (event->state != NULL)
        (void)fprintf(text->messages, "%s: ", event->state);

    (void)fprintf(text->messages, "%s\n", event->text);

    if (event->hint != NULL)
        (void)fprintf(line_on(text, text->messages), "        %s\n", event->hint);
}

static void
print_waiting(const TextReport *text, const Event *event)
{
    if (text->quiet)
        return;

    (void)fprintf(line_on(text, text->messages), "%swait:%s   ", paint(text, YELLOW),
                  paint(text, RESET));

    if (event->target != NULL)
        (void)fprintf(text->messages, "%s: ", event->target);
    if (event->kind == EVENT_LOCKED)
        (void)fputs("another pawl is at work: ", text->messages);

    if (event->migration.size > 0)
    {
        print_statement_name(text->messages, event);
        (void)fputs(" is still running: ", text->messages);
    }

    (void)fprintf(text->messages, "%s  (waiting for ", event->text);
    duration_print(text->messages, event->duration_ms);
    (void)fputs(")\n", text->messages);
}

static void
print_explained(const TextReport *text, const Event *event)
{
    (void)fprintf(text->results, "         %3u  line %-5u %-24s %s%s%s\n", event->statement,
                  event->line, event->title, paint(text, BOLD), event->state, paint(text, RESET));

    if (event->text != NULL)
        (void)fprintf(text->results, "              %s\n", event->text);
}

static void
print_line(const TextReport *text, const Event *event)
{
    (void)fprintf(text->results, "  %-8s%s\n", event->kind == EVENT_OBJECT ? "there" : "next",
                  event->text);
}

static void
print_contradiction(const TextReport *text, const Event *event)
{
    (void)fprintf(text->results, "  %s%s%s: \"" STR_FORMAT "\" %s\n", paint(text, YELLOW),
                  event->state, paint(text, RESET), STR_ARGS(event->migration), event->text);
}

static void
print_dump(const TextReport *text, const Event *event)
{
    if (event->place == NULL)
        (void)fputs(event->text, text->results);
    else
        (void)fprintf(line_on(text, text->results), "%s==>%s %s%s%s: wrote %s (%s)\n",
                      paint(text, BOLD), paint(text, RESET), paint(text, BOLD), event->target,
                      paint(text, RESET), event->place, event->title);
}

typedef void (*Print)(const TextReport *text, const Event *event);

static const Print PRINT[] = {
    [EVENT_TARGET_BEGIN] = print_target_begin,
    [EVENT_SKIPPED] = print_skipped,
    [EVENT_ADOPTED] = print_recorded,
    [EVENT_BASELINED] = print_recorded,
    [EVENT_NOTICE] = print_notice,
    [EVENT_SERVER_NOTICE] = print_server_notice,
    [EVENT_STATEMENT] = print_statement,
    [EVENT_APPLIED] = print_applied,
    [EVENT_PLANNED] = print_planned,
    [EVENT_PLANNED_STATEMENT] = print_planned_statement,
    [EVENT_PLANNED_QUESTION] = print_planned_question,
    [EVENT_STATUS] = print_status,
    [EVENT_LOCKED] = print_waiting,
    [EVENT_WAITING] = print_waiting,
    [EVENT_RETRY] = print_finding,
    [EVENT_SETTLED] = print_finding,
    [EVENT_REPAIR] = print_finding,
    [EVENT_EXPLAINED] = print_explained,
    [EVENT_OBJECT] = print_line,
    [EVENT_ADVICE] = print_line,
    [EVENT_FINDING] = print_contradiction,
    [EVENT_DUMPED] = print_dump,
    [EVENT_TARGET_END] = print_target_end,
};

/* Names are as long as they are: what stands behind them shall be in one line. */
static int
column_for(size_t longest)
{
    return longest < NAME_WIDTH_MIN   ? NAME_WIDTH_MIN
           : longest > NAME_WIDTH_MAX ? NAME_WIDTH_MAX
                                      : (int)longest;
}

static void
print_event(void *self, const Event *event)
{
    TextReport *text = self;

    if (event->kind == EVENT_TARGET_BEGIN)
        text->name_width = column_for(event->name_width);

    PRINT[event->kind](text, event);
    (void)fflush(text->results);
    (void)fflush(text->messages);
}

Report
text_report(TextReport *text)
{
    text->name_width = NAME_WIDTH_MIN;

    return (Report){.event = print_event, .self = text};
}
