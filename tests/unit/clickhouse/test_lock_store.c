/* Unit tests of clickhouse/lock_store.c. */
#include "engines/clickhouse/lock/store.h"

#include "base/macro.h"
#include "harness/test.h"

TEST(the_texts)
{
    const LockClaim claim = {.generation = 7,
                             .run = "5f",
                             .who = "o'neill@ci\\1",
                             .user = "default",
                             .session = "pawl-db-7-5f-1",
                             .lease_ms = 1500};
    const LockSelf self = {.generation = 7, .session = STR("pawl-db-7-5f-1")};
    const uint64_t both[] = {6, 7};
    SCOPED_BUF sql = {0};

    lock_store_append_claim(&sql, STR("my`db"), &claim);
    CHECK_TEXT(buf_text(&sql),
               "CREATE TABLE `my\\`db`.pawl_lock_7 (run String DEFAULT '5f', "
               "who String DEFAULT 'o\\'neill@ci\\\\1', user String DEFAULT 'default', "
               "session String DEFAULT 'pawl-db-7-5f-1', lease_ms String DEFAULT '1500', "
               "event String, note String, writer String, at DateTime DEFAULT now()) "
               "ENGINE = Memory");

    buf_clear(&sql);
    lock_store_append_row(&sql, STR("db"), &self, STR(LOCK_SESSION), STR("it's"));
    CHECK_TEXT(buf_text(&sql), "INSERT INTO `db`.pawl_lock_7 (event, note, writer) VALUES "
                               "('session', 'it\\'s', 'pawl-db-7-5f-1')");

    buf_clear(&sql);
    lock_store_append_drop(&sql, STR("db"), both, 2);
    CHECK_TEXT(buf_text(&sql), "DROP TABLE IF EXISTS `db`.pawl_lock_6, `db`.pawl_lock_7");
}

TEST(a_look_names_the_journal_only_if_it_is_there)
{
    for (int with = 0; with < 2; with++)
    {
        SCOPED_BUF sql = {0};

        lock_store_append_look(&sql, STR("db"), with == 1, true);
        CHECK((str_find(buf_str(&sql), 0, STR("FROM `db`.pawl_journal")) < sql.size) ==
              (with == 1));
        CHECK(str_find(buf_str(&sql), 0, STR("merge('db', '^pawl_lock_[0-9]+$')")) < sql.size);
    }
}

TEST(a_look_without_the_rows_of_the_claims)
{
    SCOPED_BUF sql = {0};

    lock_store_append_look(&sql, STR("db"), true, false);
    CHECK(str_find(buf_str(&sql), 0, STR("merge(")) == sql.size);
    buf_clear(&sql);
    lock_store_append_rows(&sql, STR("db"));
    CHECK(str_find(buf_str(&sql), 0, STR(" FROM merge('db', '^pawl_lock_[0-9]+$') FORMAT Tab")) <
          sql.size);
}

static void
take(LockView *view, const char *const *lines, size_t count)
{
    Error err = ERROR_INIT(view->arena);

    for (size_t index = 0; index < count; index++)
        CHECK(lock_store_take(view, str_from(lines[index]), &err));

    lock_store_finish(view);
}

/* As 18.16 and 26.7 send them, in whatever order. */
TEST(what_a_look_saw)
{
    static const char *const lines[] = {
        "r\tpawl_lock_12\trenewed\t\t140\ts12",
        "c\tpawl_lock_12\trun\t\\'5f\\'\t\t",
        "c\tpawl_lock_12\twho\t\\'o\\\\\\'neill@ci\\'\t\t",
        "c\tpawl_lock_12\tuser\t\\'default\\'\t\t",
        "c\tpawl_lock_12\tsession\t\\'s12\\'\t\t",
        "c\tpawl_lock_12\tlease_ms\t\\'1500\\'\t\t",
        "c\tpawl_lock_12\tevent\t\t\t",
        "c\tpawl_lock_12\tat\tnow()\t\t",
        "t\tpawl_lock_12\t130\t\t\t",
        "r\tpawl_lock_12\tsession\tscript\t135\ts12",
        /* By somebody whose claim it was not. */
        "r\tpawl_lock_12\twithdrawn\t\t190\ts12-late",
        "t\tpawl_lock_9\t100\t\t\t",
        "c\tpawl_lock_9\tsession\t\\'s9\\'\t\t",
        "r\tpawl_lock_9\treleased\t\t110\ts9",
        "n\t150\t77\t\t\t",
        "j\t11\t4\t\t\t",
    };
    SCOPED_ARENA arena = {0};
    LockView view = {.arena = &arena};

    take(&view, lines, LENGTH_OF(lines));
    CHECK_SIZE(view.count, 2);
    CHECK(view.now_s == 150 && view.uptime_s == 77);
    CHECK(view.has_journal && view.journal_generation == 11 && view.journal_seq == 4);

    const LockHolder *old = &view.holders[0];
    const LockHolder *holder = &view.holders[1];

    CHECK(old->generation == 9 && old->released && old->heard_s == 110);
    CHECK(holder->generation == 12 && holder->claimed_s == 130 && holder->heard_s == 140);
    CHECK(STR_IS(holder->run, "5f") && STR_IS(holder->who, "o'neill@ci"));
    CHECK(STR_IS(holder->user, "default") && STR_IS(holder->session, "s12"));
    CHECK(holder->lease_s == 2 && !holder->withdrawn && !holder->released && !holder->detached);
    CHECK_SIZE(holder->script_count, 1);
    CHECK(STR_IS(holder->scripts[0], "script"));
}

TEST(a_journal_without_a_row_is_a_journal)
{
    static const char *const lines[] = {"n\t150\t77\t\t\t", "e\tpawl_journal\t\t\t\t"};
    SCOPED_ARENA arena = {0};
    LockView view = {.arena = &arena};

    take(&view, lines, LENGTH_OF(lines));
    CHECK(view.has_journal && view.journal_generation == 0 && view.count == 0);
}

TEST(lines_that_make_no_sense)
{
    static const char *const lines[] = {
        "",
        "x\tpawl_lock_1\t1\t\t\t",
        "t\tpawl_lock_\t1\t\t\t",
        "n\tx\t1\t\t",
        "t\tpawl_lock_99x\t1\t\t\t",
        "r\tpawl_lock_1\tsession\ts\tnow\ts1",
        "j\t\t\t\t",
        "c\tpawl_lock_1\tlease_ms\t\\'x\\'\t\t",
        "<html>",
    };

    for (size_t index = 0; index < LENGTH_OF(lines); index++)
    {
        SCOPED_ARENA arena = {0};
        LockView view = {.arena = &arena};
        Error err = ERROR_INIT(&arena);

        CHECK(!lock_store_take(&view, str_from(lines[index]), &err));
        CHECK(err.kind == ERROR_LEDGER);
    }
}
