/*
 * liquibase_rollback.h
 *    What undoes the changesets of a file.
 *
 * Internal to source/formats/.
 */
#ifndef SOURCE_FORMATS_LIQUIBASE_ROLLBACK_H
#define SOURCE_FORMATS_LIQUIBASE_ROLLBACK_H

#include "source/formats/liquibase_settings.h"

/*
 * The rollbacks of the file's changesets, from the last to the first; those that are left out, and
 * those of which nothing is to be undone, have none.  Liquibase undoes every changeset or none:
 * ERROR_SOURCE with the place of one that does not say how, or says that another one does.
 */
MUST_CHECK bool liquibase_rollbacks(const LiquibaseSettings *settings, Str *ret_sql, Error *err);

#endif /* SOURCE_FORMATS_LIQUIBASE_ROLLBACK_H */
