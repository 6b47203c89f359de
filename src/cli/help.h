/*
 * help.h
 *    The help texts, no line longer than 80 columns.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "base/buf.h"
#include "cli/commands.h"

/* What pawl is, its commands, and the options that each of them takes. */
void help_main(Buf *buf);

/* A command and its options. */
void help_command(CommandId id, Buf *buf);

#endif /* CLI_HELP_H */
