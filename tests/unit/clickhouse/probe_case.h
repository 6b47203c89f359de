/*
 * Tables for the probes: a statement, what was there before, what is there now, and the verdict.
 *
 * Looks are written as the lines that a server answers with, for database d.
 */
#ifndef TESTS_UNIT_CLICKHOUSE_PROBE_CASE_H
#define TESTS_UNIT_CLICKHOUSE_PROBE_CASE_H

#include <stdio.h>
#include <string.h>

#include "base/macro.h"
#include "engines/clickhouse/probe/probe.h"
#include "harness/test.h"

/* Lines: each look begins with LOOK, or it was not taken; ANEW is one after a restart, and SOON
 * one so soon after it that the next would not be seen. */
#define LOOK "l\t1000\t60\n"
#define ANEW "l\t2000\t60\n"
#define SOON "l\t999\t3\n"
#define TABLE(name, uuid)                                                                          \
    "t\td\t" name "\t" uuid "\tMergeTree\tCREATE TABLE d." name " (`i` Int64)\n"
#define DEFINED(name, id, body)                                                                    \
    "t\td\t" name "\t" id "\tMergeTree\tCREATE TABLE d." name " (" body ")\n"
#define VIEW(name, uuid)        "t\td\t" name "\t" uuid "\tMaterializedView\t#77\n"
#define DICTIONARY(name, uuid)  "t\td\t" name "\t" uuid "\tDictionary\t#78\n"
#define ROWS(name, count)       "n\td\t" name "\t" count "\n"
#define ORPHAN(name)            "o\td\t" name "\n"
#define DEAD_ORPHAN(name)       "o\td\t" name "\tu9\t1 998\n"
#define YOUNG_ORPHAN(name)      "o\td\t" name "\tu9\t1 999\n"
#define ASIDE_TABLE(made)       "x\td\t_tmp_replace_1\tu9\t" made "\n"
#define REMNANT(name, uuid)     "o\td\t" name "\t" uuid "\n"
#define READER(view, table)     "r\td\t" view "\td\t" table "\n"
#define SINK(view, state)       "s\td\t" view "\t" state "\n"
#define FEEDER(view, table)     "w\td\t" view "\td\t" table "\n"
#define DATABASE(name, uuid)    "D\t\t" name "\t" uuid "\n"
#define FUNCTION(name, body)    "F\t\t" name "\t" body "\n"
#define COLLECTION(name)        "C\t\t" name "\n"
#define KEYS(name, keys)        "C\t\t" name "\t[" keys "]\n"
#define ACCESS(name, entity)    "A\t\t" name "\t" entity "\n"
#define PART(table, name, rows) "p\td\t" table "\tall\t" name "\thash\t" rows "\n"
#define PIECE(table, partition, name, hash, rows)                                                  \
    "p\td\t" table "\t" partition "\t" name "\t" hash "\t" rows "\n"
#define ASIDE(table, partition, name) "d\td\t" table "\t" partition "\t" name "\n"
#define ENGINE(name, engine)          "t\td\t" name "\tu9\t" engine "\tCREATE TABLE d." name "\n"
#define RECORD(table, id, command, progress, why)                                                  \
    "m\td\t" table "\t" id "\t" command "\t" progress "\t" why "\n"
#define DONE(table, id)      "m\td\t" table "\t" id "\tcommand\t1 0\n"
#define OPEN(table, id, why) "m\td\t" table "\t" id "\tcommand\t0 3\t" why "\n"

typedef struct ProbeCase
{
    const char *text;
    const char *before; /* "" if nobody looked */
    const char *now;
    Verdict verdict;
    const char *repairs; /* with "; " in between; NULL if none */
    Verdict repaired;
    unsigned version; /* 0 stands for 2607 */
    bool finished;
    bool unlogged;
    bool alone;
    const char *done; /* the statements before it in its file, with ";" in between; NULL if none */
} ProbeCase;

enum
{
    CASE_STATEMENTS_MAX = 8,
};

static inline Script
probe_case_script(const ProbeCase *row, Arena *arena)
{
    Script script = {.statements = ARENA_ARRAY(arena, Statement, CASE_STATEMENTS_MAX)};
    Str rest = str_from(row->done);

    while (rest.size > 0)
        script.statements[script.count++].text = str_trim(str_cut(&rest, ';'));

    return script;
}

static inline const char *
probe_case_repairs(const Finding *finding, Arena *arena)
{
    const char *text = "";

    for (size_t index = 0; index < finding->repair_count; index++)
        text = arena_printf(arena, "%s%s" STR_FORMAT, text, index > 0 ? "; " : "",
                            STR_ARGS(finding->repairs[index]));

    return text;
}

static inline void
probe_case_check(const ProbeCase *row)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    const unsigned version = row->version == 0 ? 2607 : row->version;
    const Str text = str_from(row->text);
    const ClickhouseFacts facts = clickhouse_classify(version, text, &arena);
    const Script script = probe_case_script(row, &arena);
    Look before;
    Look now;

    CHECK(look_parse(str_from(row->before), &arena, &before, &err));
    CHECK(look_parse(str_from(row->now), &arena, &now, &err));

    const Finding finding = probe_judge(&(Probe){.facts = &facts,
                                                 .text = text,
                                                 .database = STR("d"),
                                                 .script = &script,
                                                 .index = script.count,
                                                 .server_version = version,
                                                 .finished = row->finished,
                                                 .unlogged = row->unlogged,
                                                 .alone = row->alone,
                                                 .before = &before,
                                                 .now = &now,
                                                 .arena = &arena});
    const char *repairs = probe_case_repairs(&finding, &arena);

    if (finding.verdict != row->verdict ||
        strcmp(repairs, row->repairs == NULL ? "" : row->repairs) != 0)
        (void)fprintf(stderr, "%s\n  %s: %s\n", row->text, verdict_words(finding.verdict),
                      finding.evidence);

    CHECK_TEXT(verdict_words(finding.verdict), verdict_words(row->verdict));
    CHECK_TEXT(repairs, row->repairs == NULL ? "" : row->repairs);
    CHECK(finding.evidence != NULL && finding.evidence[0] != '\0');

    if (row->repairs != NULL)
        CHECK_TEXT(verdict_words(finding.repaired), verdict_words(row->repaired));
}

#define CHECK_PROBES(cases_)                                                                       \
    for (size_t case_index = 0; case_index < LENGTH_OF(cases_); case_index++)                      \
    probe_case_check(&(cases_)[case_index])

#endif /* TESTS_UNIT_CLICKHOUSE_PROBE_CASE_H */
