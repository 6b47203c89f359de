/*
 * undo_mark.h
 *    Lines behind which a file undoes what stands before them, in a format that has no such lines.
 *
 * There they are comments: all of the file would run, and nothing of it would be left.
 */
#ifndef SOURCE_UNDO_MARK_H
#define SOURCE_UNDO_MARK_H

#include "base/error.h"
#include "base/str.h"

/*
 * ERROR_SOURCE with the place of such a line that has SQL behind it; the hint is the caller's to
 * add.  vague: also of one that may be any comment, as "-- Down".
 */
MUST_CHECK bool undo_mark_refuse(const char *path, Str text, bool vague, Error *err);

#endif /* SOURCE_UNDO_MARK_H */
