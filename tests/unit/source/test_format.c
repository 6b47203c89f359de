/*
 * Unit tests of source/format.h: what holds for every format, on what people write and on what is
 * left of it when lines are lost, doubled and mixed up.
 */
#include "source/format.h"

#include <stdio.h>

#include "harness/test.h"
#include "unit/source/format_invariants.h"

enum
{
    MUTANTS = 3000, /* of each format */
    LINES_MAX = 12,
};

static const Format *const FORMATS[] = {
    &format_plain,     &format_goose,  &format_golang_migrate, &format_dbmate,      &format_flyway,
    &format_liquibase, &format_prisma, &format_diesel,         &format_sql_migrate,
};

static const Str LINES[] = {
    {"-- +goose Up\n", 13},
    {"-- +goose Down\n", 15},
    {"-- +goose StatementBegin\n", 25},
    {"-- +goose StatementEnd\n", 23},
    {"-- +goose NO TRANSACTION\n", 25},
    {"-- +goose ENVSUB ON\n", 20},
    {"-- +goose ENVSUB OFF\n", 21},
    {"--+goose up\r\n", 13},
    {"-- +migrate Up notransaction\n", 29},
    {"-- +migrate Down\n", 17},
    {"-- +migrate StatementBegin\n", 27},
    {"-- +migrate StatementEnd\n", 25},
    {"-- migrate:up\n", 14},
    {"-- migrate:up transaction:false\n", 32},
    {"-- migrate:down\r\n", 17},
    {"--liquibase formatted sql\n", 26},
    {"--changeset ann:1\n", 18},
    {"--changeset bob:2 runInTransaction:false\n", 41},
    {"--rollback drop table a;\n", 25},
    {"--rollback\r\n", 12},
    {"-- pawl: repeatable\n", 20},
    {"create table a (i int);\n", 24},
    {"create function f() as $$ select 1; $$;\r\n", 41},
    {"select '${NAME} ${EMPTY:-x} $NAME $$ ${';\n", 42},
    {"/* -- migrate:up\n", 17},
    {"*/\n", 3},
    {"\n", 1},
    {"\r\n", 2},
    {"-- \xC3\xA4\n", 6},
    {"select 1", 8},
};

static const Str NAMES[] = {
    {"0001_init.sql", 13},
    {"V1_2__a.sql", 11},
    {"R__views.sql", 12},
    {"2_b.up.sql", 10},
    {"2_b.down.sql", 12},
    {"20260101_a/migration.sql", 24},
    {"2026-01-02-030405_a/up.sql", 26},
    {"readme.sql", 10},
    {".sql", 4},
};

static size_t
next_random(uint64_t *state, size_t below)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;

    return (size_t)(*state >> 33) % below;
}

static void
make_text(Buf *text, const Format *format, uint64_t *state)
{
    buf_clear(text);

    /* What a file of the format begins with, or else most of them are refused at once. */
    if (format == &format_goose && next_random(state, 4) > 0)
        buf_append(text, LINES[0]);
    if (format == &format_sql_migrate && next_random(state, 4) > 0)
        buf_append_text(text, "-- +migrate Up\n");
    if (format == &format_dbmate && next_random(state, 4) > 0)
        buf_append_text(text, "-- migrate:up\n");
    if (format == &format_liquibase && next_random(state, 4) > 0)
        buf_append_text(text, "--liquibase formatted sql\n--changeset a:1\n");

    for (size_t left = next_random(state, LINES_MAX); left > 0; left--)
        buf_append(text, LINES[next_random(state, LENGTH_OF(LINES))]);
}

TEST(parts_stand_where_they_stand_in_the_file)
{
    SCOPED_BUF text = {0};
    uint64_t state = 1;

    for (size_t index = 0; index < LENGTH_OF(FORMATS) * MUTANTS; index++)
    {
        const Format *format = FORMATS[index % LENGTH_OF(FORMATS)];
        const Str name = NAMES[next_random(&state, LENGTH_OF(NAMES))];

        make_text(&text, format, &state);

        const char *broken = broken_format_invariant(format, name, buf_str(&text));

        if (broken != NULL)
            (void)fprintf(stderr, "%s, " STR_FORMAT ": %s: %s\n", format->name, STR_ARGS(name),
                          broken, buf_text(&text));

        CHECK(broken == NULL);
    }
}
