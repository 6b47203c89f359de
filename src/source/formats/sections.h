/*
 * sections.h
 *    Files whose annotations divide them into what migrates up and what migrates down, and say
 *    where a statement begins and ends: goose's, and sql-migrate's, which come from one root.
 */
#ifndef SOURCE_FORMATS_SECTIONS_H
#define SOURCE_FORMATS_SECTIONS_H

#include "source/format.h"
#include "source/lines.h"

typedef enum Section
{
    SECTION_NONE,
    SECTION_UP,
    SECTION_DOWN,
} Section;

typedef struct Sections
{
    const FormatRequest *request;
    const char *mark; /* what annotations begin with, "+goose" */
    Section now;
    Section wanted;
    bool seen[SECTION_DOWN + 1];
    bool in_statement;
    Str last_line; /* of what is left, blank ones not counted */
    char *left;    /* what is left of the text: the part that is wanted */
    Error *err;
} Sections;

Sections sections_of(const FormatRequest *request, const char *mark, Arena *arena, Error *err);

/* ERROR_SOURCE at the line's place. */
MUST_CHECK bool sections_refuse(const Sections *sections, const Line *line, const char *what);

/* At the annotation that begins a section. */
MUST_CHECK bool sections_enter(Sections *sections, const Line *line, Section section);

/*
 * At StatementBegin and StatementEnd.  The engines know where a statement ends, but for a semicolon
 * that is missing before StatementEnd: it is put there.
 */
MUST_CHECK bool sections_mark_statement(Sections *sections, const Line *line, bool begin);

/* A line that is no annotation stays if it is of the part that is wanted; whether it does. */
bool sections_keep(Sections *sections, const Line *line);

/* Behind the last line: whether all is closed, and a down part that is wanted is there. */
MUST_CHECK bool sections_end(const Sections *sections, const Line *last);

#endif /* SOURCE_FORMATS_SECTIONS_H */
