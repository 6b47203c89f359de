/*
 * dump_order.h
 *    In which order the objects of a database can be made: pure.
 */
#ifndef ENGINES_CLICKHOUSE_DUMP_ORDER_H
#define ENGINES_CLICKHOUSE_DUMP_ORDER_H

#include "base/str.h"

/* Of what is free to come next, the earlier class comes first, then the earlier name. */
typedef enum DumpClass
{
    DUMP_FUNCTION,
    DUMP_TABLE,
    DUMP_DICTIONARY,
    DUMP_PROXY, /* Distributed, Buffer, Merge: a table that stands for others */
    DUMP_VIEW,
    DUMP_MATERIALIZED_VIEW,
} DumpClass;

typedef struct DumpObject
{
    Str name;
    DumpClass class;
    Str definition;   /* a CREATE statement without its semicolon */
    const Str *needs; /* names that stand in it, of whatever */
    size_t need_count;
} DumpObject;

/*
 * Put each object behind those that it needs.  What needs itself in a circle, or seems to, comes
 * in the order of classes and names.
 */
void clickhouse_dump_order(DumpObject *objects, size_t count);

#endif /* ENGINES_CLICKHOUSE_DUMP_ORDER_H */
