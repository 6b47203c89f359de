/*
 * text.h
 *    Events as lines for people.
 */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include <stdio.h>

#include "report/event.h"

typedef struct TextReport
{
    FILE *results;  /* what was asked for: stdout */
    FILE *messages; /* what is worth knowing besides: stderr */
    bool color;
    bool quiet;     /* only the line that ends a target */
    bool verbose;   /* each statement, and everything that the server says */
    bool stamped;   /* each line begins with the time, as in a log */
    int name_width; /* of the column of versions; of the target that began last */
} TextReport;

/* The report lives as long as text does. */
Report text_report(TextReport *text);

/* An error with all its parts, several lines, each ended. */
void text_error(FILE *messages, bool color, const Error *err);

#endif /* REPORT_TEXT_H */
