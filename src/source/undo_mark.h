/*
 * undo_mark.h
 *    Lines behind which a file undoes what stands before them, as tools have it that pawl does
 *    not read.
 *
 * In a plain file they are comments: all of it would run, and nothing of it would be left.
 */
#ifndef SOURCE_UNDO_MARK_H
#define SOURCE_UNDO_MARK_H

#include "base/str.h"

/* Whose mark the text has, with SQL behind it, and where; NULL if there is none. */
const char *undo_mark_find(Str text, size_t *ret_offset);

#endif /* SOURCE_UNDO_MARK_H */
