/*
 * columns.c
 *    The journal's columns, the same in every database, and a row as their texts.
 */
#include "ledger/columns.h"

static Str
number_text(Arena *arena, uint64_t number)
{
    char digits[20]; /* of UINT64_MAX */
    size_t start = sizeof(digits);

    do
    {
        digits[--start] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);

    return str_copy(arena, (Str){.data = digits + start, .size = sizeof(digits) - start});
}

static Str
hash_text(Arena *arena, const Sha256 *hash, bool present)
{
    char hex[SHA256_HEX_SIZE];

    if (!present)
        return STR("");

    sha256_to_hex(hash, hex);

    return str_copy(arena, str_from(hex));
}

void
journal_row_fields(const JournalRow *row, Arena *arena, Str ret_fields[COLUMN_WRITTEN_COUNT])
{
    const bool has_next = row->next.statement > 0;

    ret_fields[COLUMN_GENERATION] = number_text(arena, row->generation);
    ret_fields[COLUMN_RUN] = row->run;
    ret_fields[COLUMN_SEQ] = number_text(arena, row->seq);
    ret_fields[COLUMN_EVENT] = str_from(journal_event_name(row->event));
    ret_fields[COLUMN_MIGRATION] = row->step.migration;
    ret_fields[COLUMN_CHECKSUM] = hash_text(arena, &row->checksum, row->has_checksum);
    ret_fields[COLUMN_STATEMENT] = number_text(arena, row->step.statement);
    ret_fields[COLUMN_STATEMENTS] = number_text(arena, row->statements);
    ret_fields[COLUMN_HASH] = hash_text(arena, &row->step.hash, row->step.statement > 0);
    ret_fields[COLUMN_NEXT_MIGRATION] = has_next ? row->next.migration : STR("");
    ret_fields[COLUMN_NEXT_STATEMENT] = number_text(arena, row->next.statement);
    ret_fields[COLUMN_NEXT_HASH] = hash_text(arena, &row->next.hash, has_next);
    ret_fields[COLUMN_NEXT_SNAPSHOT] = has_next ? row->next_snapshot : STR("");
    ret_fields[COLUMN_WHO] = row->who;
    ret_fields[COLUMN_DETAIL] = row->detail;
    ret_fields[COLUMN_DURATION_MS] = number_text(arena, row->duration_ms);
}

static bool
parse_u64(Str text, uint64_t *ret_number)
{
    if (text.size > 0)
        return str_to_u64(text, ret_number);

    *ret_number = 0;

    return true;
}

static bool
parse_u32(Str text, uint32_t *ret_number)
{
    uint64_t number = 0;

    if (!parse_u64(text, &number) || number > UINT32_MAX)
        return false;

    *ret_number = (uint32_t)number;

    return true;
}

static bool
parse_hash(Str text, Sha256 *ret_hash)
{
    return text.size == 0 || sha256_from_hex(text, ret_hash);
}

bool
journal_row_parse(const Str *fields, size_t count, JournalRow *ret_row, Error *err)
{
    JournalRow row = {0};
    uint64_t at_s = 0;

    if (count != COLUMN_COUNT || !parse_u64(fields[COLUMN_GENERATION], &row.generation) ||
        !parse_u32(fields[COLUMN_SEQ], &row.seq) ||
        !journal_event_from_name(fields[COLUMN_EVENT], &row.event) ||
        !parse_hash(fields[COLUMN_CHECKSUM], &row.checksum) ||
        !parse_u32(fields[COLUMN_STATEMENT], &row.step.statement) ||
        !parse_u32(fields[COLUMN_STATEMENTS], &row.statements) ||
        !parse_hash(fields[COLUMN_HASH], &row.step.hash) ||
        !parse_u32(fields[COLUMN_NEXT_STATEMENT], &row.next.statement) ||
        !parse_hash(fields[COLUMN_NEXT_HASH], &row.next.hash) ||
        !parse_u64(fields[COLUMN_DURATION_MS], &row.duration_ms) ||
        !parse_u64(fields[COLUMN_AT], &at_s) || at_s > INT64_MAX)
    {
        (void)error_set(err, ERROR_LEDGER, "the journal holds a row that pawl did not write");
        return error_hint(err, "Look at table " JOURNAL_TABLE
                               "; it may have been changed by hand, or by a newer pawl.");
    }

    row.run = fields[COLUMN_RUN];
    row.step.migration = fields[COLUMN_MIGRATION];
    row.has_checksum = fields[COLUMN_CHECKSUM].size > 0;
    row.next.migration = fields[COLUMN_NEXT_MIGRATION];
    row.next_snapshot = fields[COLUMN_NEXT_SNAPSHOT];
    row.who = fields[COLUMN_WHO];
    row.detail = fields[COLUMN_DETAIL];
    row.at_s = (int64_t)at_s;

    *ret_row = row;

    return true;
}

bool
journal_not_ours(Str place, Error *err)
{
    err->kind = ERROR_LEDGER;
    (void)error_wrap(err, "table \"" STR_FORMAT ".%s\" is not pawl's", STR_ARGS(place),
                     JOURNAL_TABLE);
    (void)error_detail(err,
                       "It has the name of pawl's journal and other columns.  Nothing was run.");

    return error_hint(err, "Rename that table if it is somebody else's, or point pawl at another "
                           "schema or database; if it was pawl's, restore it.");
}
