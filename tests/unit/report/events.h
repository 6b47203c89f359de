/*
 * events.h
 *    A run as a fixed list of events, for every way of rendering it.
 */
#ifndef UNIT_REPORT_EVENTS_H
#define UNIT_REPORT_EVENTS_H

#include "report/event.h"

#define VERSION_(literal)                                                                          \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

/* An `up` that takes over, applies, tells. */
static const Event EVENTS_UP[] = {
    {.kind = EVENT_TARGET_BEGIN,
     .target = "postgres",
     .title = "PostgreSQL",
     .version = "15.18",
     .place = "localhost:5432/app"},
    {.kind = EVENT_NOTICE,
     .target = "postgres",
     .migration = VERSION_("0003_late"),
     .text = "runs out of order: a newer one is applied already"},
    {.kind = EVENT_NOTICE,
     .target = "postgres",
     .migration = VERSION_("0009_gone"),
     .count = 3,
     .text = "is in the ledger, but its file is not in the directory",
     .hint = "An older release looks like this."},
    {.kind = EVENT_SKIPPED,
     .target = "postgres",
     .first = VERSION_("0001_init"),
     .last = VERSION_("0002_users"),
     .count = 2},
    {.kind = EVENT_ADOPTED,
     .target = "postgres",
     .first = VERSION_("0001_init"),
     .last = VERSION_("0001_init"),
     .count = 1},
    {.kind = EVENT_SERVER_NOTICE,
     .target = "postgres",
     .severity = "NOTICE",
     .text = "relation \"a\" already exists, skipping"},
    {.kind = EVENT_SERVER_NOTICE,
     .target = "postgres",
     .severity = "WARNING",
     .text = "out of practice"},
    {.kind = EVENT_STATEMENT,
     .target = "postgres",
     .migration = VERSION_("0003_late"),
     .statement = 1,
     .statements = 2,
     .duration_ms = 7},
    {.kind = EVENT_APPLIED,
     .target = "postgres",
     .migration = VERSION_("0003_late"),
     .statements = 2,
     .duration_ms = 1234},
    {.kind = EVENT_APPLIED,
     .target = "postgres",
     .migration = VERSION_("0004_one"),
     .statements = 1,
     .duration_ms = 999},
    {.kind = EVENT_APPLIED,
     .target = "postgres",
     .migration = VERSION_("0005_a_name_that_is_longer_than_its_column_is_wide"),
     .statements = 12,
     .transaction = true,
     .duration_ms = 125000},
    {.kind = EVENT_TARGET_END, .target = "postgres", .applied = 3, .skipped = 2},
};

/* A `plan` of two targets. */
static const Event EVENTS_PLAN[] = {
    {.kind = EVENT_TARGET_BEGIN,
     .target = "a",
     .title = "PostgreSQL",
     .version = "15.18",
     .place = "db/app"},
    {.kind = EVENT_PLANNED, .target = "a", .migration = VERSION_("0001_init"), .statements = 1},
    {.kind = EVENT_PLANNED_STATEMENT,
     .target = "a",
     .migration = VERSION_("0001_init"),
     .statement = 1,
     .line = 3,
     .text = "CREATE TABLE"},
    {.kind = EVENT_PLANNED,
     .target = "a",
     .migration = VERSION_("0002_b"),
     .statements = 3,
     .done = 1},
    {.kind = EVENT_TARGET_END, .target = "a", .text = "would apply 2, would skip 0", .pending = 2},
    {.kind = EVENT_TARGET_BEGIN,
     .target = "b",
     .title = "ClickHouse",
     .version = "26.7",
     .place = "ch:8123/app"},
    {.kind = EVENT_PLANNED,
     .target = "b",
     .migration = VERSION_("0001_init"),
     .statements = 2,
     .transaction = true},
    {.kind = EVENT_TARGET_END, .target = "b", .text = "would apply 1, would skip 0", .pending = 1},
};

/* A `status`, and a `baseline`. */
static const Event EVENTS_STATUS[] = {
    {.kind = EVENT_STATUS,
     .target = "a",
     .migration = VERSION_("0001_init"),
     .state = "applied",
     .at_s = 1795479424,
     .duration_ms = 61000,
     .statements = 2,
     .done = 2},
    {.kind = EVENT_STATUS,
     .target = "a",
     .migration = VERSION_("0002_b"),
     .state = "partial",
     .at_s = 1795479424,
     .duration_ms = 5,
     .statements = 4,
     .done = 1},
    {.kind = EVENT_STATUS, .target = "a", .migration = VERSION_("0003_c"), .state = "pending"},
    {.kind = EVENT_STATUS, .target = "a", .migration = VERSION_("0000_x"), .state = "missing"},
    {.kind = EVENT_BASELINED,
     .target = "a",
     .first = VERSION_("0001_init"),
     .last = VERSION_("0003_c"),
     .count = 3},
    {.kind = EVENT_TARGET_END, .target = "a", .text = "recorded 3, run none"},
};

#endif /* UNIT_REPORT_EVENTS_H */
