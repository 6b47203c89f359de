/*
 * metrics.h
 *    A run in numbers, in Prometheus' text format.
 *
 * For node_exporter's textfile collector or a sidecar: a run is over before anybody could
 * scrape it (https://prometheus.io/docs/instrumenting/exposition_formats/).
 */
#ifndef REPORT_METRICS_H
#define REPORT_METRICS_H

#include "base/arena.h"
#include "base/buf.h"
#include "report/event.h"

enum
{
    METRICS_TARGETS_MAX = 64,
};

typedef struct TargetMetrics
{
    const char *name;
    bool finished;
    size_t applied;
    size_t skipped;
    size_t pending;
} TargetMetrics;

typedef struct Metrics
{
    Report inner; /* everything is passed on to it */
    int64_t started_ms;
    TargetMetrics targets[METRICS_TARGETS_MAX];
    size_t count;
} Metrics;

/* A report that counts and passes on; lives as long as metrics does. */
Report metrics_report(Metrics *metrics, Report inner);

/*
 * The text.  before: the file as the run before left it, for the time of the last success where
 * this run was none; empty if there was none.
 */
void metrics_append(const Metrics *metrics, int exit_code, Str before, Buf *text);

#endif /* REPORT_METRICS_H */
