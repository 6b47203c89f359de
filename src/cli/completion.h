/*
 * completion.h
 *    Completion scripts for shells.
 */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include "base/buf.h"
#include "base/error.h"

/* The script for "bash", "zsh" or "fish"; ERROR_USAGE for any other shell. */
MUST_CHECK bool completion_write(const char *shell, Buf *buf, Error *err);

#endif /* CLI_COMPLETION_H */
