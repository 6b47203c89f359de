/* Unit tests of engines/clickhouse/dump_order.c: what comes before what. */
#include "engines/clickhouse/dump_order.h"

#include "base/buf.h"
#include "harness/test.h"

static const char *
order(DumpObject *objects, size_t count, Arena *arena)
{
    SCOPED_BUF names = {0};

    clickhouse_dump_order(objects, count);

    for (size_t index = 0; index < count; index++)
    {
        buf_append(&names, objects[index].name);
        buf_append_char(&names, ' ');
    }

    return arena_strdup(arena, buf_text(&names));
}

#define NEEDS(...)                                                                                 \
    .needs = (const Str[]){__VA_ARGS__},                                                           \
    .need_count = sizeof((const Str[]){__VA_ARGS__}) / sizeof(Str)

TEST(classes_then_names_decide_among_what_is_free)
{
    SCOPED_ARENA arena = {0};
    DumpObject objects[] = {
        {.name = STR("m"), .class = DUMP_MATERIALIZED_VIEW},
        {.name = STR("v"), .class = DUMP_VIEW},
        {.name = STR("b"), .class = DUMP_TABLE},
        {.name = STR("a"), .class = DUMP_TABLE},
        {.name = STR("p"), .class = DUMP_PROXY},
        {.name = STR("d"), .class = DUMP_DICTIONARY},
        {.name = STR("f"), .class = DUMP_FUNCTION},
    };

    CHECK_TEXT(order(objects, LENGTH_OF(objects), &arena), "f a b d p v m ");
    CHECK_TEXT(order(objects, 0, &arena), "");
}

TEST(what_is_needed_comes_first)
{
    SCOPED_ARENA arena = {0};
    DumpObject objects[] = {
        {.name = STR("a"), .class = DUMP_TABLE, NEEDS(STR("dict"))},
        {.name = STR("dict"), .class = DUMP_DICTIONARY, NEEDS(STR("z"))},
        {.name = STR("z"), .class = DUMP_TABLE},
        {.name = STR("a_view"), .class = DUMP_VIEW, NEEDS(STR("z_view"), STR("unknown"))},
        {.name = STR("z_view"), .class = DUMP_VIEW, NEEDS(STR("a"), STR("z_view"))},
        {.name = STR("m"), .class = DUMP_MATERIALIZED_VIEW, NEEDS(STR("a"))},
        {.name = STR("y"), .class = DUMP_VIEW, NEEDS(STR("m"))},
    };

    CHECK_TEXT(order(objects, LENGTH_OF(objects), &arena), "z dict a z_view a_view m y ");
}

TEST(a_circle_comes_in_the_order_of_names)
{
    SCOPED_ARENA arena = {0};
    DumpObject objects[] = {
        {.name = STR("b"), .class = DUMP_VIEW, NEEDS(STR("a"))},
        {.name = STR("a"), .class = DUMP_VIEW, NEEDS(STR("b"))},
        {.name = STR("c"), .class = DUMP_VIEW, NEEDS(STR("a"))},
        {.name = STR("z"), .class = DUMP_VIEW},
    };

    CHECK_TEXT(order(objects, LENGTH_OF(objects), &arena), "z a b c ");
}
