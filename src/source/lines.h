/*
 * lines.h
 *    A text line by line, and a copy of it of which only some lines are left.
 */
#ifndef SOURCE_LINES_H
#define SOURCE_LINES_H

#include "base/arena.h"
#include "base/str.h"

typedef struct Lines
{
    Str text;
    size_t next; /* where the next line begins */
} Lines;

typedef struct Line
{
    Str text; /* without its line feed and carriage return; a slice */
    size_t offset;
    size_t end; /* behind the line feed */
} Line;

/* False at the end. */
bool lines_next(Lines *lines, Line *ret_line);

/* Whether a line is blank, or a comment to its end. */
bool line_says_nothing(Str line);

/* The same, block comments included; whether one is open is kept from line to line. */
bool line_says_nothing_within(Str line, bool *in_comment);

/* A text of the same size with nothing on its lines. */
char *lines_blank(Str text, Arena *arena);

/* Put a stretch of the original back. */
void lines_restore(char *blank, Str text, size_t from, size_t to);

/*
 * A tool sends what stands before `at` as a statement of its own, whose semicolon may be missing:
 * put one there, unless the last line that is no blank, if any, ends with one.
 */
void lines_end_statement(char *blank, Str last_line, size_t at);

#endif /* SOURCE_LINES_H */
