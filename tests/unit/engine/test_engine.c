/* Unit tests of engine/engine.c, over the engines that exist. */
#include "engine/engine.h"

#include "harness/test.h"

TEST(an_url_means_one_engine)
{
    static const struct
    {
        const char *url;
        const char *engine; /* NULL: none */
    } cases[] = {
        {"postgres://app@db:5432/app", "postgres"},
        {"postgresql:///app", "postgres"},
        {"host=db dbname=app", "postgres"},
        {" host = db", "postgres"},
        {"service=app", "postgres"},
        {"http://app@ch:8123/app", "clickhouse"},
        {"https://ch/app?secure=1", "clickhouse"},
        {"http://ch?a=b", "clickhouse"},
        {"clickhouse://ch", "clickhouse"},
        {"clickhouses://ch", "clickhouse"},
        {"chdb:data", "clickhouse"},
        {"chdb:data=x", "clickhouse"},
        {"", NULL},
        {"postgres", NULL},
        {"postgres:app", NULL},
        {"POSTGRES://db", NULL},
        {"mysql://db", NULL},
        {"db/app", NULL},
        {"=db", NULL},
        {"ftp://db?host=x", NULL},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        const EngineOps *engine = engine_for_url(str_from(cases[index].url));

        if ((engine == NULL) != (cases[index].engine == NULL))
            CHECK_TEXT(cases[index].url, "");
        if (engine != NULL)
            CHECK_TEXT(engine->name, cases[index].engine);
    }
}

TEST(no_url_is_claimed_twice)
{
    static const char *const urls[] = {"postgres://db", "host=db",         "http://ch",
                                       "https://ch",    "clickhouse://ch", "chdb:x"};

    for (size_t index = 0; index < LENGTH_OF(urls); index++)
    {
        size_t claims = 0;

        for (const EngineOps *const *engine = ENGINES; *engine != NULL; engine++)
            claims += (*engine)->accepts(str_from(urls[index])) ? 1 : 0;

        CHECK_SIZE(claims, 1);
    }
}

TEST(engines_are_found_by_name)
{
    CHECK(engine_by_name(STR("postgres")) == ENGINES[0]);
    CHECK(engine_by_name(STR("clickhouse")) == ENGINES[1]);
    CHECK(engine_by_name(STR("Postgres")) == NULL);
    CHECK(engine_by_name(STR("postgre")) == NULL);
    CHECK(engine_by_name(STR("")) == NULL);
}

TEST(every_engine_offers_what_the_interface_asks_for)
{
    for (const EngineOps *const *entry = ENGINES; *entry != NULL; entry++)
    {
        const EngineOps *engine = *entry;
        const bool transactions = (engine->features & ENGINE_TRANSACTIONS) != 0;

        CHECK(engine->name != NULL && engine->title != NULL);
        CHECK(engine->accepts != NULL && engine->open != NULL);
        CHECK(engine->close != NULL && engine->info != NULL && engine->split != NULL);
        CHECK(engine->ledger_read != NULL && engine->ledger_create != NULL);
        CHECK(engine->ledger_write != NULL && engine->execute != NULL);
        CHECK((engine->execute_transaction != NULL) == transactions);
        engine->close(NULL);
    }
}
