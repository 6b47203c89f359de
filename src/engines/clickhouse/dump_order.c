/*
 * dump_order.c
 *    In which order the objects of a database can be made: pure.
 */
#include "engines/clickhouse/dump_order.h"

#include <stdlib.h>
#include <string.h>

static int
compare(const void *left, const void *right)
{
    const DumpObject *one = left;
    const DumpObject *other = right;

    if (one->class != other->class)
        return one->class < other->class ? -1 : 1;

    return str_compare(one->name, other->name);
}

static bool
needs(const DumpObject *object, const DumpObject *other)
{
    for (size_t index = 0; index < object->need_count && object != other; index++)
    {
        if (str_equal(object->needs[index], other->name))
            return true;
    }

    return false;
}

static bool
is_free(const DumpObject *object, const DumpObject *left, size_t count)
{
    for (size_t index = 0; index < count; index++)
    {
        if (needs(object, &left[index]))
            return false;
    }

    return true;
}

void
clickhouse_dump_order(DumpObject *objects, size_t count)
{
    if (count > 0)
        qsort(objects, count, sizeof(*objects), compare);

    for (; count > 1; objects++, count--)
    {
        size_t next = 0;

        while (next < count && !is_free(&objects[next], objects, count))
            next++;

        if (next == count)
            next = 0; /* a circle */

        const DumpObject taken = objects[next];

        memmove(objects + 1, objects, next * sizeof(*objects));
        objects[0] = taken;
    }
}
