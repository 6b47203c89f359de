/*
 * metrics.c
 *    A run in numbers, in Prometheus' text format.
 */
#include "report/metrics.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"

#define LAST_SUCCESS "pawl_last_success_timestamp_seconds"

static TargetMetrics *
target_of(Metrics *metrics, const char *name)
{
    for (size_t index = 0; index < metrics->count; index++)
    {
        if (strcmp(metrics->targets[index].name, name) == 0)
            return &metrics->targets[index];
    }

    if (metrics->count == METRICS_TARGETS_MAX)
        return NULL;

    metrics->targets[metrics->count] = (TargetMetrics){.name = name};

    return &metrics->targets[metrics->count++];
}

static void
take_event(void *self, const Event *event)
{
    Metrics *metrics = self;
    const bool counts = event->kind == EVENT_TARGET_BEGIN || event->kind == EVENT_APPLIED ||
                        event->kind == EVENT_TARGET_END;
    TargetMetrics *target = counts ? target_of(metrics, event->target) : NULL;

    if (target != NULL && event->kind == EVENT_APPLIED && !event->bootstrap && !event->down)
        target->applied++;

    if (target != NULL && event->kind == EVENT_TARGET_END)
    {
        target->finished = true;
        target->applied = event->applied;
        target->skipped = event->skipped;
        target->pending = event->pending;
    }

    report_event(metrics->inner, event);
}

Report
metrics_report(Metrics *metrics, Report inner)
{
    metrics->inner = inner;
    metrics->started_ms = clock_ms();

    return (Report){.event = take_event, .self = metrics};
}

static void
append_head(Buf *text, const char *name, const char *help)
{
    buf_printf(text, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

/* A label's value: backslash, quote and line feed are escaped. */
static void
append_sample(Buf *text, const char *name, const char *target, uint64_t value)
{
    buf_printf(text, "%s{target=\"", name);

    for (; *target != '\0'; target++)
    {
        if (*target == '\\' || *target == '"')
            buf_append_char(text, '\\');

        buf_append_char(text, *target);
    }

    buf_printf(text, "\"} %" PRIu64 "\n", value);
}

/* The line of the file before this one about the target's last success; empty if it has none. */
static Str
line_before(Str before, const char *target)
{
    SCOPED_BUF start = {0};

    append_sample(&start, LAST_SUCCESS, target, 0);
    start.size -= 2; /* the value and its line feed */

    while (before.size > 0)
    {
        const Str line = str_cut(&before, '\n');

        if (str_starts_with(line, buf_str(&start)))
            return line;
    }

    return STR("");
}

static void
append_last_success(const Metrics *metrics, Str before, Buf *text)
{
    append_head(text, LAST_SUCCESS, "When a run last left the target with nothing to do.");

    for (size_t index = 0; index < metrics->count; index++)
    {
        const TargetMetrics *target = &metrics->targets[index];
        const Str line = line_before(before, target->name);

        if (target->finished)
        {
            append_sample(text, LAST_SUCCESS, target->name, (uint64_t)clock_now_s());
        }
        else if (line.size > 0)
        {
            buf_append(text, line);
            buf_append_char(text, '\n');
        }
    }
}

void
metrics_append(const Metrics *metrics, int exit_code, Str before, Buf *text)
{
    const int64_t duration_ms = clock_ms() - metrics->started_ms;

    append_head(text, "pawl_migrations_applied", "Migrations that the last run applied.");

    for (size_t index = 0; index < metrics->count; index++)
        append_sample(text, "pawl_migrations_applied", metrics->targets[index].name,
                      metrics->targets[index].applied);

    append_head(text, "pawl_migrations_pending", "Migrations that have yet to run.");

    for (size_t index = 0; index < metrics->count; index++)
    {
        if (metrics->targets[index].finished)
            append_sample(text, "pawl_migrations_pending", metrics->targets[index].name,
                          metrics->targets[index].pending);
    }

    append_last_success(metrics, before, text);
    append_head(text, "pawl_run_duration_seconds", "How long the last run took.");
    buf_printf(text, "pawl_run_duration_seconds %" PRId64 ".%03" PRId64 "\n", duration_ms / 1000,
               duration_ms % 1000);
    append_head(text, "pawl_run_exit_code", "How the last run ended; 0 is success.");
    buf_printf(text, "pawl_run_exit_code %d\n", exit_code);
}
