/* Unit tests of engines/postgres/dump_text.c: a dump without what differs each time. */
#include "engines/postgres/dump_text.h"

#include "harness/test.h"

TEST(a_version_is_found_in_what_pg_dump_answers)
{
    CHECK(STR_IS(postgres_dump_version(STR("pg_dump (PostgreSQL) 15.18 (Debian 15.18-0)\n")),
                 "15.18"));
    CHECK(STR_IS(postgres_dump_version(STR("pg_dump (PostgreSQL) 19beta1\n")), "19beta1"));
    CHECK_SIZE(postgres_dump_version(STR("usage: something else")).size, 0);
    CHECK_SIZE(postgres_dump_major(STR("15.18")), 15);
    CHECK_SIZE(postgres_dump_major(STR("19beta1")), 19);
    CHECK_SIZE(postgres_dump_major(STR("")), 0);
}

TEST(what_differs_each_time_goes)
{
    static const struct
    {
        const char *dump;
        const char *text;
    } CASES[] = {
        {"--\n-- PostgreSQL database dump\n--\n\n\\restrict K3y\n\n"
         "-- Dumped from database version 15.18\n-- Dumped by pg_dump version 15.18\n\n"
         "SET a = 1;\n\n--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict K3y\n\n",
         "--\n-- PostgreSQL database dump\n--\n\nSET a = 1;\n\n--\n"
         "-- PostgreSQL database dump complete\n--\n"},
        /* Behind the head nothing does: it may be in a function. */
        {"SET a = 1;\n\\restrict x\n-- Dumped by pg_dump version 15\n\\unrestrict y\n",
         "SET a = 1;\n\\restrict x\n-- Dumped by pg_dump version 15\n\\unrestrict y\n"},
        {"", "\n"},
    };

    for (size_t index = 0; index < LENGTH_OF(CASES); index++)
    {
        SCOPED_BUF text = {0};

        postgres_dump_append(str_from(CASES[index].dump), &text);
        CHECK_TEXT(buf_text(&text), CASES[index].text);
    }
}
