/*
 * json.h
 *    Events as one JSON document, printed when the command ends.
 *
 * docs/json.md names the fields; they are a contract and golden-tested.
 */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <stdio.h>

#include "report/event.h"

typedef struct JsonReport JsonReport;

/* command: its name, for the document; NULL if none was recognized. */
JsonReport *json_report_new(const char *command);
void json_report_free(JsonReport *json); /* accepts NULL */

Report json_report(JsonReport *json);

/* Add a value of the document itself, for commands that have one answer. */
void json_report_value(JsonReport *json, const char *name, const char *text);

/* Print the document with the error that ended the run, if err->kind is set. */
void json_report_print(const JsonReport *json, const Error *err, FILE *results);

#endif /* REPORT_JSON_H */
