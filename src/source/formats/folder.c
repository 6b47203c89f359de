/*
 * folder.c
 *    Prisma and Diesel: a folder for each migration, NUMBER_name/migration.sql or up.sql, and
 *    perhaps down.sql.
 *
 * Both run them in the order of the folders' names.  Diesel's number may have dashes in it,
 * "2026-01-02-030405", which its order and its table leave out.
 */
#include "source/format.h"
#include "source/formats/dialect.h"
#include "source/formats/toml.h"

static bool
is_number_byte(char byte)
{
    return char_is_digit(byte) || byte == '-';
}

static bool
name_file(Str file_name, FormatName *ret_name, Error *err)
{
    const Str version = str_slice(file_name, 0, str_find_char(file_name, 0, '/'));
    size_t zeros = 0;
    size_t digits = 0;

    while (digits < version.size && is_number_byte(version.data[digits]))
        digits++;
    while (zeros + 1 < digits && version.data[zeros] == '0')
        zeros++;

    if (version.size == file_name.size || digits == 0 || !char_is_digit(version.data[0]))
    {
        (void)error_set(err, ERROR_SOURCE, "\"" STR_FORMAT "\" is no folder with a number in front",
                        STR_ARGS(version));
        return error_hint(err, "In such a directory each migration is a folder, NUMBER_name; move "
                               "the rest elsewhere.");
    }

    *ret_name = (FormatName){
        .role = FILE_UP, .version = version, .number = str_slice(version, zeros, digits)};

    return true;
}

/* Prisma says in a file of its own which database its migrations were made for. */
static bool
prisma_check(const char *directory, Arena *arena, Error *err)
{
    const char *path = arena_printf(arena, "%s/migration_lock.toml", directory);
    Properties lock;

    if (!toml_read(path, arena, &lock, err))
        return false;

    const Property *provider = properties_find(&lock, STR("provider"), false);

    return provider == NULL || dialect_check(path, provider->value, err);
}

/* Diesel's folder may hold a metadata.toml, which has one key. */
static bool
diesel_part(const FormatRequest *request, Arena *arena, FormatText *ret_text, Error *err)
{
    Properties metadata;

    if (request->part == FORMAT_DOWN && !request->apart)
        return error_set(err, ERROR_SOURCE, "there is no file that undoes \"%s\"", request->path);
    if (!properties_read(properties_beside(request->path, 0, "metadata.toml", arena), "=", arena,
                         &metadata, err))
        return false;

    const Property *transaction = properties_find(&metadata, STR("run_in_transaction"), false);

    *ret_text =
        (FormatText){.text = request->text,
                     .no_transaction = transaction != NULL && STR_IS(transaction->value, "false")};

    return true;
}

const Format format_prisma = {
    .name = "prisma",
    .title = "Prisma",
    .names = "NUMBER_name/migration.sql",
    .by_name = true,
    .folder_up = "migration.sql",
    .folder_down = "down.sql",
    .check = prisma_check,
    .name_file = name_file,
};

const Format format_diesel = {
    .name = "diesel",
    .title = "Diesel",
    .names = "NUMBER_name/up.sql",
    .dashes = true,
    .by_name = true,
    .folder_up = "up.sql",
    .folder_down = "down.sql",
    .name_file = name_file,
    .part = diesel_part,
};
