/* Unit tests of engines/postgres/history.c: the texts of the queries. */
#include "engines/postgres/history.h"

#include "harness/test.h"

TEST(names_are_quoted_and_the_order_is_the_columns_own)
{
    SCOPED_BUF sql = {0};
    const HistoryFound found = {.name = STR("DATABASECHANGELOG"),
                                .columns = {STR("ID"), STR("a\"b")},
                                .column_count = 2,
                                .order = STR("ORDEREXECUTED")};

    history_append_read(&sql, STR("my \"own\""), &found);
    CHECK_TEXT(buf_text(&sql), "select h.\"ID\"::text, h.\"a\"\"b\"::text\n"
                               "from \"my \"\"own\"\"\".\"DATABASECHANGELOG\" h "
                               "order by h.\"ORDEREXECUTED\"");
}

TEST(only_the_tables_of_tools_in_the_schema_are_looked_at)
{
    SCOPED_BUF sql = {0};

    history_append_columns(&sql, STR("it's"));
    CHECK(str_find(buf_str(&sql), 0, STR("n.nspname = E'it''s'")) < sql.size);
    CHECK(str_find(buf_str(&sql), 0, STR("in ('goose_db_version', ")) < sql.size);
    CHECK(str_find(buf_str(&sql), 0, STR("'_migrations')")) < sql.size);
}
