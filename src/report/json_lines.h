/*
 * json_lines.h
 *    Events as JSON, a line for each as it happens: for logs.
 */
#ifndef REPORT_JSON_LINES_H
#define REPORT_JSON_LINES_H

#include <stdio.h>

#include "report/event.h"

/* Each event as one object: time, event, target, and what it has. */
Report json_lines(FILE *results);

/* The error as one such line. */
void json_lines_error(const Error *err, FILE *results);

/* What an event is called in JSON. */
const char *json_event_word(EventKind kind);

#endif /* REPORT_JSON_LINES_H */
