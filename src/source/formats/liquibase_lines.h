/*
 * liquibase_lines.h
 *    The lines of Liquibase's formatted SQL that are commands: `--changeset author:id ...`.
 *
 * Internal to source/formats/.  https://docs.liquibase.com, "SQL format".
 */
#ifndef SOURCE_FORMATS_LIQUIBASE_LINES_H
#define SOURCE_FORMATS_LIQUIBASE_LINES_H

#include "source/format.h"
#include "source/lines.h"

/* "--rollback drop table a": the words after the command, in any case, if the line is that one. */
bool liquibase_command(Str line, const char *word, Str *ret_rest);

/* What an attribute of a changeset asks for. */
typedef struct LiquibaseChangeset
{
    Str author;
    Str id;
    bool no_transaction;
    bool for_others; /* its dbms names other databases only */
    Str delimiter;   /* what ends its statements besides a semicolon; empty if nothing does */
    Str refused;     /* the first attribute that pawl cannot honour; empty if there is none */
} LiquibaseChangeset;

/* The words behind `--changeset`; false if they do not name it, author:id. */
MUST_CHECK bool liquibase_parse_changeset(Str words, const char *engine,
                                          LiquibaseChangeset *ret_changeset);

/*
 * Rules for the ${property} of a file: the environment, liquibase.properties beside the file or
 * one folder above ("parameter.NAME"), the file's own --property lines, in this order; of two lines
 * the first.  ${:name} stands for ${name}.
 */
MUST_CHECK bool liquibase_rules(const FormatRequest *request, Arena *arena,
                                const ExpandRules **ret_rules, Error *err);

#endif /* SOURCE_FORMATS_LIQUIBASE_LINES_H */
