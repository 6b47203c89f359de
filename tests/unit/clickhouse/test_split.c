/* Unit tests of engines/clickhouse/split.c. */
#include "engines/clickhouse/parse/split.h"

#include <stdio.h>
#include <string.h>

#include "harness/test.h"
#include "unit/clickhouse/invariants.h"
#include "unit/clickhouse/nasty.h"

enum
{
    NEWEST = 0,
    OLDEST = 1816,
    MUTATIONS = 6000,
    MUTANT_SIZE_MAX = 2048,
};

static Script
must_split(unsigned version, Str text, Arena *arena)
{
    Error err = ERROR_INIT(arena);
    Script script = {0};

    if (!clickhouse_split(version, &(ScriptSource){.path = "1_x.sql", .text = text}, arena, &script,
                          &err))
    {
        (void)fprintf(stderr, "%s\n%s\ninput: " STR_FORMAT "\n", err.message, err.place.excerpt,
                      STR_ARGS(text));
        CHECK(false);
    }

    return script;
}

/* want: the statements with a line feed behind each. */
static void
check_statements(unsigned version, Str text, const char *want)
{
    SCOPED_ARENA arena = {0};
    SCOPED_BUF got = {0};
    const Script script = must_split(version, text, &arena);

    for (size_t index = 0; index < script.count; index++)
    {
        buf_append(&got, script.statements[index].text);
        buf_append_char(&got, '\n');
    }

    CHECK_TEXT(buf_text(&got), want);
}

/* message: the error's; at: the bytes at its place. */
static void
check_refused(Str text, const char *message, const char *at)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Script script = {0};
    size_t offset = 0;

    CHECK(!clickhouse_split(NEWEST, &(ScriptSource){.path = "1_x.sql", .text = text}, &arena,
                            &script, &err));
    CHECK_TEXT(err.message, message);
    CHECK(err.kind == ERROR_SOURCE);
    CHECK_TEXT(err.place.file, "1_x.sql");

    for (unsigned line = 1; line < err.place.line; line++)
        offset = str_find_char(text, offset, '\n') + 1;

    offset += err.place.column - 1;

    const Str rest = str_slice(text, offset, text.size);

    if (!str_starts_with(rest, str_from(at)))
        (void)fprintf(stderr, "place: " STR_FORMAT "\n", STR_ARGS(rest));

    CHECK(str_starts_with(rest, str_from(at)));
}

TEST(statements_end_at_semicolons_and_lose_what_is_around_them)
{
    check_statements(NEWEST, STR("select 1; select 2;"), "select 1\nselect 2\n");
    check_statements(NEWEST, STR("select 1\n;\n\nselect 2 -- end\n"), "select 1\nselect 2\n");
    check_statements(NEWEST, STR("-- a\n/* b */ select /* c */ 1 /* d */ ; -- e"),
                     "select /* c */ 1\n");
    check_statements(NEWEST, STR("-- first\nselect 1;\n-- second\nselect 2"),
                     "select 1\nselect 2\n");
    check_statements(NEWEST, STR("\xEF\xBB\xBFselect 1\xC2\xA0;\xE3\x80\x80select 2"),
                     "select 1\nselect 2\n");
    check_statements(NEWEST, STR("select 1;;;select 2"), "select 1\nselect 2\n");
}

TEST(carriage_returns_are_space_but_end_no_comment)
{
    check_statements(NEWEST, STR("-- a\r\nselect 1;\r\n-- b;\r\nselect 2;\r\n"),
                     "select 1\nselect 2\n");
    check_statements(NEWEST, STR("select 1 -- a\r; select 2"), "select 1\n");
}

TEST(files_without_statements_are_empty)
{
    static const Str texts[] = {
        TEXT(""), TEXT("\n"), TEXT("-- nothing\n/* ; */"), TEXT(";;;"), TEXT("\xEF\xBB\xBF"),
    };

    for (size_t index = 0; index < LENGTH_OF(texts); index++)
    {
        SCOPED_ARENA arena = {0};

        CHECK_SIZE(must_split(NEWEST, texts[index], &arena).count, 0);
    }
}

TEST(semicolons_that_end_nothing)
{
    static const Str texts[] = {
        TEXT("select 'a;b'"),
        TEXT("select 'a'';b'"),
        TEXT("select 'a\\';b'"),
        TEXT("select `a;b`"),
        TEXT("select \"a;\"\"b\""),
        TEXT("select \xE2\x80\x98;\xE2\x80\x99"),
        TEXT("select \xE2\x80\x9C;\xE2\x80\x9D"),
        TEXT("select $$;$$, $a$;$$;$a$"),
        TEXT("select 1 -- ;\n+ 1"),
        TEXT("select 1 // ;\n+ 1"),
        TEXT("select 1 # ;\n+ 1"),
        TEXT("select 1 #!;\n+ 1"),
        TEXT("select 1 /* ; */ + 1"),
        TEXT("select 1 /* /* ; */ ; */ + 1"),
        TEXT("select 1_e--1;\n+ 1"),
        TEXT("insert into t values ('a;b'), /* ; */ (';')"),
        TEXT("insert into t format CSV\na;b\nselect 1;\n"),
        TEXT("select\n'a\n;\nb'"),
    };

    for (size_t index = 0; index < LENGTH_OF(texts); index++)
    {
        SCOPED_ARENA arena = {0};
        const Script script = must_split(NEWEST, texts[index], &arena);

        CHECK_SIZE(script.count, 1);
        CHECK(str_equal(script.statements[0].text, texts[index]));
    }
}

TEST(old_servers_do_not_nest_comments)
{
    const Str text = STR("select 1 /* /* */; select 2 /* */");

    check_statements(OLDEST, text, "select 1\nselect 2\n");
    check_statements(2009, text, "select 1\nselect 2\n");
    check_refused(text, "unterminated comment", "/* /*");
}

TEST(values_end_at_the_first_semicolon)
{
    check_statements(NEWEST, STR("insert into t values (1, ';'), (2, $$;$$); select 1"),
                     "insert into t values (1, ';'), (2, $$;$$)\nselect 1\n");
    check_statements(NEWEST, STR("insert into t format Values (1); select 1"),
                     "insert into t format Values (1)\nselect 1\n");
    check_statements(NEWEST, STR("insert into t format `Values` (1); select 1"),
                     "insert into t format `Values` (1)\nselect 1\n");
    check_statements(NEWEST, STR("insert into t (a) settings x = 1 values (1) -- ;\n; select 1"),
                     "insert into t (a) settings x = 1 values (1)\nselect 1\n");
    check_refused(STR("insert into t values; select 1"), "INSERT without data", "values;");
    check_refused(STR("select 1; create temporary table t (i Int8); select 2"),
                  "what is temporary is gone if the run stops here", "create temporary");
    check_refused(STR("insert into t values -- none"), "INSERT without data", "values");
}

TEST(data_of_a_format_is_the_rest_of_the_file)
{
    check_statements(NEWEST, STR("select 1; insert into t format CSV\n'a;\n-- pawl: x\n\\G\n\n"),
                     "select 1\ninsert into t format CSV\n'a;\n-- pawl: x\n\\G\n\n\n");
    check_statements(NEWEST, STR("insert into format format TSV a;b"),
                     "insert into format format TSV a;b\n");
    check_statements(NEWEST, STR("insert into function file('x') (a) format TSV a;b"),
                     "insert into function file('x') (a) format TSV a;b\n");
    check_statements(NEWEST, STR("insert into t format JSONEachRow {\"a\": 1}\n;\n"),
                     "insert into t format JSONEachRow {\"a\": 1}\n;\n\n");
    check_statements(NEWEST, STR("insert into {t:Identifier} format TSV a;b"),
                     "insert into {t:Identifier} format TSV a;b\n");
    check_statements(NEWEST, STR("insert into t select a from input('a Int8') format CSV\n1;2"),
                     "insert into t select a from input('a Int8') format CSV\n1;2\n");
    check_statements(NEWEST, STR("insert into t (select a from `input`('a Int8')) format CSV 1;2"),
                     "insert into t (select a from `input`('a Int8')) format CSV 1;2\n");
    check_statements(NEWEST, STR("insert into t (select, from) format CSV 1;2"),
                     "insert into t (select, from) format CSV 1;2\n");
    check_statements(NEWEST, STR("explain insert into t format CSV a;b"),
                     "explain insert into t format CSV a;b\n");
    check_refused(STR("insert into t format CSV"), "INSERT without data", "CSV");
    check_refused(STR("insert into t format CSV \n;\n"), "INSERT without data", "CSV");
    check_refused(STR("insert into t format CSV;\n1,2\n"), "INSERT without data", "CSV");
}

TEST(a_format_without_data_of_its_own_is_plain_sql)
{
    check_statements(NEWEST, STR("insert into t select 1 format CSV; select 2 format JSON"),
                     "insert into t select 1 format CSV\nselect 2 format JSON\n");
    check_statements(NEWEST, STR("insert into t (select 1); insert t format CSV; select 3"),
                     "insert into t (select 1)\ninsert t format CSV\nselect 3\n");
    check_statements(NEWEST, STR("insert into t (a) ((select 1)) format CSV; select 2"),
                     "insert into t (a) ((select 1)) format CSV\nselect 2\n");
    check_statements(NEWEST, STR("with 1 as x insert into t select x; explain select 1"),
                     "with 1 as x insert into t select x\nexplain select 1\n");
}

TEST(what_only_the_client_can_do_is_refused)
{
    check_refused(STR("select 1;\ninsert into t from infile 'x' format CSV"),
                  "FROM INFILE is understood by clickhouse-client only", "infile");
    check_refused(STR("select 1\\G"),
                  "\\G is understood by clickhouse-client only; end the statement with ;", "\\G");
}

TEST(lexical_errors_have_a_place)
{
    check_refused(STR("select 1;\nselect 'a;\n"), "unterminated string", "'a;");
    check_refused(STR("select `a;\n"), "unterminated name in backquotes", "`a;");
    check_refused(STR("select \"a;\n"), "unterminated name in double quotes", "\"a;");
    check_refused(STR("select 1 /* a;"), "unterminated comment", "/* a;");
    check_refused(STR("select 1 \xE2\x80\x94 a"), "a long dash means nothing in SQL", "\xE2\x80");
    check_refused(STR("select 1\0;"), "a NUL byte", "");
    check_refused(STR("select x'3;'"), "unterminated or wrong hexadecimal string", "x'3");
}

TEST(brackets_must_match_within_a_statement)
{
    check_refused(STR("select 1;\nselect (1; select 2)"),
                  "bracket is not closed within its statement", "(1;");
    check_refused(STR("insert into t values (1, [2, (3)"),
                  "bracket is not closed within its statement", "(1, [");
    check_refused(STR("select 1); select 2"), "bracket was never opened", ");");
    check_statements(NEWEST, STR("select ([{}], '(')"), "select ([{}], '(')\n");
}

TEST(marks_belong_to_the_next_statement)
{
    SCOPED_ARENA arena = {0};
    const Script script =
        must_split(NEWEST,
                   STR("-- pawl: no-transaction\r\n-- pawl: idempotent\r\n-- other\r\n"
                       "-- pawl: done-when select count() = 1 from t; -- yes\r\n"
                       "alter table t drop column a;\n"
                       "alter table t drop column b; -- pawl: no-transaction\n"),
                   &arena);

    CHECK_SIZE(script.count, 2);
    CHECK(script.mode == SCRIPT_STEPS && !script.own_transaction);
    CHECK(script.statements[0].flags == STATEMENT_IDEMPOTENT);
    CHECK(STR_IS(script.statements[0].done_when, "select count() = 1 from t"));
    CHECK(script.statements[1].flags == 0 && script.statements[1].done_when.size == 0);
}

TEST(marks_are_refused_where_they_may_be_misread)
{
    check_refused(STR("-- pawl: idempotnet\nselect 1"), "unknown mark \"idempotnet\"", "-- pawl");
    check_refused(STR("select 1;\n-- pawl: idempotent\n"), "mark without a statement after it",
                  "-- pawl: idem");
    check_refused(STR("select 1; -- pawl: idempotent\nselect 2"), "mark behind a statement",
                  "-- pawl: idem");
    check_refused(STR("select\n-- pawl: idempotent\n2"), "mark inside a statement", "-- pawl");
    check_refused(STR("-- pawl: done-when select 1\n-- pawl: done-when select 2\nselect 3"),
                  "second done-when mark for one statement", "-- pawl: done-when select 2");
    check_refused(STR("select 1;\n-- pawl: end\n"), "end without data before it", "-- pawl: end");
    check_refused(STR("/* a */\n-- pawl: repeatable\nselect 1"), "repeatable stands too late",
                  "-- pawl: repeatable");
}

TEST(settings_may_hold_for_all_of_the_file)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Script script;
    const ScriptSource source = {.path = "1_x.sql",
                                 .text = STR("select 1; set a = 1; use d; select 2; SET a = 2"),
                                 .settings_first = true};

    CHECK(clickhouse_split(NEWEST, &source, &arena, &script, &err));
    CHECK_SIZE(script.count, 5);
    CHECK(STR_IS(script.statements[0].text, "set a = 1"));
    CHECK(STR_IS(script.statements[1].text, "SET a = 2"));
    CHECK(STR_IS(script.statements[2].text, "select 1"));
    CHECK(STR_IS(script.statements[3].text, "use d"));
}

TEST(data_ends_at_its_mark)
{
    SCOPED_ARENA arena = {0};
    const Script script = must_split(
        NEWEST,
        STR("insert into t format CSV\r\n1,';'\r\n-- no mark\r\n -- pawl: end\r\n"
            "-- pawl: end\r\n-- pawl: idempotent\r\nselect 1;\n"
            "insert into t format TSV\n2\n--pawl:end\ninsert into t format TSV\n-- pawl: ending\n"),
        &arena);

    CHECK_SIZE(script.count, 4);
    CHECK(STR_IS(script.statements[0].text,
                 "insert into t format CSV\r\n1,';'\r\n-- no mark\r\n -- pawl: end\r\n"));
    CHECK(STR_IS(script.statements[1].text, "select 1"));
    CHECK(script.statements[1].flags == STATEMENT_IDEMPOTENT);
    CHECK(STR_IS(script.statements[2].text, "insert into t format TSV\n2\n"));
    CHECK(STR_IS(script.statements[3].text, "insert into t format TSV\n-- pawl: ending\n"));

    check_refused(STR("insert into t format CSV\n-- pawl: end\nselect 1"), "INSERT without data",
                  "CSV");
}

TEST(done_when_is_one_query)
{
    static const char *const wrong[] = {
        "insert into t values (1)",
        "select 1; select 2",
        "select 'a",
        "drop table t",
        "with 1 as x insert into t select x",
        ";",
        "select 1; -- a\v;",
    };

    for (size_t index = 0; index < LENGTH_OF(wrong); index++)
    {
        SCOPED_ARENA arena = {0};
        const char *text = arena_printf(&arena, "-- pawl: done-when %s\nselect 3", wrong[index]);
        const bool right = index + 1 == LENGTH_OF(wrong); /* a comment behind it is none of it */

        if (right)
        {
            CHECK(STR_IS(must_split(NEWEST, str_from(text), &arena).statements[0].done_when,
                         "select 1"));
        }
        else
        {
            check_refused(str_from(text), "done-when needs one query", wrong[index]);
        }
    }
}

TEST(session_statements_are_flagged)
{
    SCOPED_ARENA arena = {0};
    const Script script = must_split(
        NEWEST, STR("set a = 1; use db; set role r; set default role r to u; select 1"), &arena);

    CHECK_SIZE(script.count, 5);
    CHECK(script.statements[0].flags == STATEMENT_SESSION);
    CHECK(script.statements[1].flags == STATEMENT_SESSION);
    CHECK(script.statements[2].flags == STATEMENT_SESSION);
    CHECK(script.statements[3].flags == 0);
    CHECK(script.statements[4].flags == 0);
}

TEST(what_the_next_one_of_its_kind_takes_back)
{
    SCOPED_ARENA arena = {0};
    const Script script =
        must_split(NEWEST,
                   STR("use a; set x = 1; select 1; set role r; use b; use database c; set x = 2; "
                       "set role default; select 2"),
                   &arena);
    static const size_t OBSOLETE_FROM[] = {4, 0, 0, 7, 5, 0, 0, 0, 0};

    CHECK_SIZE(script.count, LENGTH_OF(OBSOLETE_FROM));

    for (size_t index = 0; index < script.count; index++)
        CHECK_SIZE(script.statements[index].obsolete_from, OBSOLETE_FROM[index]);
}

TEST(kinds_have_titles)
{
    SCOPED_ARENA arena = {0};
    const Script script = must_split(
        NEWEST,
        STR("create table t (a Int8) engine = Memory; (select 1); backup table t to Null; @"),
        &arena);

    CHECK_TEXT(script.statements[0].kind, "CREATE TABLE");
    CHECK_TEXT(script.statements[1].kind, "SELECT");
    CHECK_TEXT(script.statements[2].kind, "BACKUP");
    CHECK_TEXT(script.statements[3].kind, "other");
}

TEST(hashes_forget_carriage_returns_and_surroundings)
{
    SCOPED_ARENA arena = {0};
    const Script unix_file = must_split(NEWEST, STR("select 1\n, 2;"), &arena);
    const Script dos_file = must_split(NEWEST, STR("-- x\r\nselect 1\r\n, 2 ;\r\n"), &arena);

    CHECK(sha256_equal(&unix_file.statements[0].hash, &dos_file.statements[0].hash));
}

TEST(a_large_file_is_split_without_copies)
{
    SCOPED_BUF buf = {0};
    SCOPED_ARENA arena = {0};

    buf_append_text(&buf, "insert into t values ");
    for (size_t index = 0; index < 200000; index++)
        buf_append_text(&buf, "(1, 'a;b', [1.5, 2]), ");

    buf_append_text(&buf, "(1, '', []); select 1;");

    const Script script = must_split(NEWEST, buf_str(&buf), &arena);

    CHECK_SIZE(script.count, 2);
    CHECK(script.statements[0].text.data == buf.data);
}

/* ---- properties ---- */

static uint64_t
next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;

    return *state;
}

static Str
random_slice(Str text, uint64_t *state)
{
    const size_t from = next_random(state) % (text.size + 1);

    return str_slice(text, from, from + next_random(state) % (text.size - from + 1));
}

/* Cuts a nasty input somewhere and puts something into the place, a few times over. */
static void
mutate(Buf *mutant, uint64_t *state)
{
    static const Str pieces[] = {
        TEXT(";"),
        TEXT("'"),
        TEXT("\""),
        TEXT("`"),
        TEXT("\\"),
        TEXT("--"),
        TEXT("\n"),
        TEXT("/*"),
        TEXT("*/"),
        TEXT("$"),
        TEXT("$$"),
        TEXT("$a$"),
        TEXT("("),
        TEXT(")"),
        TEXT("x'"),
        TEXT("."),
        TEXT("1e-"),
        TEXT("# "),
        TEXT(" values "),
        TEXT(" format CSV "),
        TEXT("insert into t "),
        TEXT("\xE2\x80\x98"),
        TEXT("\xE2\x80\x99"),
        TEXT("\xC2\xA0"),
        TEXT("\n-- pawl: idempotent\n"),
        TEXT("\0"),
        TEXT("\r"),
        TEXT(" select "),
        TEXT("-"),
    };
    SCOPED_BUF source = {0};

    buf_clear(mutant);
    buf_append(mutant, NASTY[next_random(state) % LENGTH_OF(NASTY)]);

    for (size_t times = 1 + next_random(state) % 4; times > 0; times--)
    {
        buf_clear(&source);
        buf_append(&source, buf_str(mutant));
        buf_clear(mutant);

        const Str text = buf_str(&source);
        const size_t cut = next_random(state) % (text.size + 1);
        const size_t skip = next_random(state) % 4;
        const bool piece = next_random(state) % 4 > 0;

        buf_append(mutant, str_slice(text, 0, cut));
        buf_append(mutant, piece
                               ? pieces[next_random(state) % LENGTH_OF(pieces)]
                               : random_slice(NASTY[next_random(state) % LENGTH_OF(NASTY)], state));
        buf_append(mutant,
                   str_slice(text, cut + skip < text.size ? cut + skip : text.size, text.size));
    }
}

TEST(nasty_inputs_keep_the_invariants)
{
    for (size_t index = 0; index < LENGTH_OF(NASTY); index++)
    {
        const char *broken = broken_invariant(NASTY[index]);

        if (broken != NULL)
            (void)fprintf(stderr, "%s: " STR_FORMAT "\n", broken, STR_ARGS(NASTY[index]));

        CHECK(broken == NULL);
    }
}

TEST(mutated_inputs_keep_the_invariants)
{
    SCOPED_BUF mutant = {0};

    for (uint64_t seed = 1; seed <= MUTATIONS; seed++)
    {
        uint64_t state = seed * 0x9E3779B97F4A7C15U;

        mutate(&mutant, &state);
        if (mutant.size > MUTANT_SIZE_MAX)
            continue;

        const char *broken = broken_invariant(buf_str(&mutant));

        if (broken != NULL)
        {
            (void)fprintf(stderr, "seed %llu: %s: %s\n", (unsigned long long)seed, broken,
                          buf_text(&mutant));
        }

        CHECK(broken == NULL);
    }
}
