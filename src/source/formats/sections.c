/*
 * sections.c
 *    Files whose annotations divide them into what migrates up and what migrates down.
 */
#include "source/formats/sections.h"

#include "source/place.h"

Sections
sections_of(const FormatRequest *request, const char *mark, Arena *arena, Error *err)
{
    return (Sections){.request = request,
                      .mark = mark,
                      .wanted = request->part == FORMAT_UP ? SECTION_UP : SECTION_DOWN,
                      .left = lines_blank(request->text, arena),
                      .err = err};
}

bool
sections_refuse(const Sections *sections, const Line *line, const char *what)
{
    return place_error(sections->err, sections->request->path, sections->request->text,
                       line->offset, "%s", what);
}

bool
sections_enter(Sections *sections, const Line *line, Section section)
{
    if (sections->in_statement)
        return sections_refuse(sections, line,
                               "a StatementBegin before this line has no StatementEnd");

    sections->now = section;
    sections->seen[section] = true;

    return true;
}

bool
sections_mark_statement(Sections *sections, const Line *line, bool begin)
{
    if (sections->now == SECTION_NONE)
        return place_error(sections->err, sections->request->path, sections->request->text,
                           line->offset, "the annotation stands before \"%s Up\"", sections->mark);
    if (sections->in_statement == begin)
        return sections_refuse(sections, line,
                               begin ? "StatementBegin stands within a statement"
                                     : "StatementEnd has no StatementBegin");

    sections->in_statement = begin;

    if (!begin && sections->now == sections->wanted)
        lines_end_statement(sections->left, sections->last_line, line->offset);

    return true;
}

bool
sections_keep(Sections *sections, const Line *line)
{
    if (sections->now != sections->wanted)
        return false;

    lines_restore(sections->left, sections->request->text, line->offset, line->end);
    sections->last_line = str_trim(line->text).size > 0 ? line->text : sections->last_line;

    return true;
}

bool
sections_end(const Sections *sections, const Line *last)
{
    if (sections->in_statement)
        return sections_refuse(sections, last, "a StatementBegin has no StatementEnd");
    if (sections->wanted == SECTION_DOWN && !sections->seen[SECTION_DOWN])
        return place_error(sections->err, sections->request->path, sections->request->text, 0,
                           "the file has no \"-- %s Down\"", sections->mark);

    return true;
}
