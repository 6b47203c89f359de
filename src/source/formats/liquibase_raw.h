/*
 * liquibase_raw.h
 *    SQL files that a changelog includes as they are, without Liquibase's format: one changeset.
 *
 * Internal to source/formats/.
 */
#ifndef SOURCE_FORMATS_LIQUIBASE_RAW_H
#define SOURCE_FORMATS_LIQUIBASE_RAW_H

#include "source/formats/liquibase_settings.h"

/* What Liquibase's table calls the changeset: AUTHOR:ID. */
#define LIQUIBASE_RAW_NAME "includeAll:raw"

/*
 * Whether Liquibase takes the file so: it goes by the first line that is not blank.  Only a
 * changelog names such files; without one, all files of a directory have one format.
 */
bool liquibase_is_raw(const FormatRequest *request);

/*
 * All of the file; properties are none in it (Liquibase 4.33).  ERROR_SOURCE for the part that
 * undoes it, which it has not, and for a file with changesets in it, which Liquibase would not see.
 */
MUST_CHECK bool liquibase_raw(const LiquibaseSettings *settings, FormatText *ret_text, Error *err);

#endif /* SOURCE_FORMATS_LIQUIBASE_RAW_H */
