/*
 * command.h
 *    Whether a record in system.mutations is that of a statement.
 *
 * The server writes commands in its own way: in brackets, keywords in capitals, quotes only where
 * they are needed, `==` as `=`, `<>` as `!=`, 0x10 as 16.  Compared word by word without regard to
 * these, most texts agree; where it rewrites more than that (BETWEEN, ::), they do not, and then
 * they are taken for different.
 */
#ifndef CLICKHOUSE_PROBE_COMMAND_H
#define CLICKHOUSE_PROBE_COMMAND_H

#include "engines/clickhouse/probe/probe.h"

/*
 * commands: all of one record, one behind the other.  A DELETE FROM is recorded as an UPDATE of
 * _row_exists; SETTINGS at the end of a statement are not recorded.
 */
bool probe_has_commands(const Probe *probe, Str commands);

#endif /* CLICKHOUSE_PROBE_COMMAND_H */
