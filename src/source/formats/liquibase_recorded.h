/*
 * liquibase_recorded.h
 *    What Liquibase's table has of a file: a row for each changeset.
 *
 * Internal to source/formats/.
 */
#ifndef SOURCE_FORMATS_LIQUIBASE_RECORDED_H
#define SOURCE_FORMATS_LIQUIBASE_RECORDED_H

#include "source/format.h"

/* A Format.parts: the changesets that are for this database and this run, as "author:id". */
size_t liquibase_recorded(const FormatRequest *request, Arena *arena, FormatRecord **ret_parts);

#endif /* SOURCE_FORMATS_LIQUIBASE_RECORDED_H */
