/*
 * adoption.c
 *    Which migrations another tool's history says are applied.
 */
#include "plan/adoption.h"

/* What the rows say about one file, or about a name or number without one. */
typedef struct Subject
{
    const Migration *migration; /* NULL: there is none */
    Str key;                    /* without a file: its version in the journal */
    Str part;
    HistoryState state;
    bool told; /* a row is about it */
} Subject;

typedef struct Deciding
{
    const AdoptionRequest *request;
    Subject *files;  /* one per migration */
    Subject *others; /* rows that are about no file, and parts of files */
    size_t other_count;
    uint32_t *slots; /* of the others, by what they are about: 0, or one more than the index */
    size_t slot_count;
    size_t cursor; /* where the last row's file was: rows mostly come in order */
    Str up_to;     /* the highest APPLIED_UP_TO */
} Deciding;

/* ---- which file a row is about ---- */

static int
compare_to_row(const Migration *migration, Str number)
{
    SCOPED_ARENA scratch = {0};

    return migration_compare_numbers(migration_key(migration, &scratch), number);
}

/* Under the file that it is recorded under; a part that the file has no longer, under its own. */
static size_t
is_in_file(const HistoryRow *row, const Migration *migration, const AdoptionParts *parts)
{
    bool there = false;
    size_t sure = 0;

    for (size_t index = 0; index < parts->count && sure == 0; index++)
    {
        const FormatRecord *record = &parts->list[index];

        if (!str_equal(record->name, row->part))
            continue;

        there = true;
        sure = history_is_file(row, record->file.size > 0 ? record->file : migration->version);
    }

    return there ? sure : history_is_file(row, migration->version);
}

static size_t
is_about(const HistoryRow *row, const Migration *migration, const AdoptionParts *parts)
{
    return row->number.size > 0 && !migration->repeatable
               ? compare_to_row(migration, row->number) == 0
           : row->name.size > 0 ? is_in_file(row, migration, parts)
                                : 0;
}

static Subject *
find_file(Deciding *deciding, const HistoryRow *row)
{
    const Source *source = deciding->request->source;
    const size_t first = deciding->cursor;
    size_t surest = 0;

    /* Only in an index two files may have one name. */
    for (size_t step = 0; step < source->count && (surest == 0 || source->index != NULL); step++)
    {
        const size_t index = (first + step) % source->count;
        const size_t sure =
            is_about(row, &source->migrations[index], &deciding->request->parts[index]);

        if (sure > surest)
        {
            deciding->cursor = index;
            surest = sure;
        }
    }

    return surest == 0 ? NULL : &deciding->files[deciding->cursor];
}

static Str
key_of(const HistoryRow *row)
{
    size_t zeros = 0;

    if (row->name.size > 0)
        return row->name;

    while (zeros + 1 < row->number.size && row->number.data[zeros] == '0')
        zeros++;

    return str_slice(row->number, zeros, row->number.size);
}

/* The slot of a part of a file, or of what has no file; a free one where there is none yet. */
static uint32_t *
slot_of(const Deciding *deciding, const Migration *migration, Str key, Str part)
{
    const size_t mask = deciding->slot_count - 1;
    const uint64_t file = migration == NULL ? 0 : str_hash(migration->version);
    size_t at = (size_t)(str_hash(key) ^ (str_hash(part) * 3) ^ (file * 5)) & mask;

    for (; deciding->slots[at] != 0; at = (at + 1) & mask)
    {
        const Subject *subject = &deciding->others[deciding->slots[at] - 1];

        if (subject->migration == migration && str_equal(subject->key, key) &&
            str_equal(subject->part, part))
            break;
    }

    return &deciding->slots[at];
}

static Subject *
find_other(Deciding *deciding, const Migration *migration, Str key, Str part)
{
    uint32_t *slot = slot_of(deciding, migration, key, part);

    if (*slot == 0)
    {
        deciding->others[deciding->other_count] =
            (Subject){.migration = migration, .key = key, .part = part};
        *slot = (uint32_t)++deciding->other_count;
    }

    return &deciding->others[*slot - 1];
}

/* ---- what the rows say together ---- */

static void
take_row(Deciding *deciding, const HistoryRow *row)
{
    Subject *file = find_file(deciding, row);
    Subject *subject = file;

    if (file == NULL)
        subject = find_other(deciding, NULL, key_of(row), STR(""));
    else if (row->part.size > 0)
        subject = find_other(deciding, file->migration, STR(""), row->part);

    if (file != NULL)
        file->told = true;

    subject->state = row->state;
    subject->told = true;

    if (row->state == HISTORY_APPLIED_UP_TO &&
        (deciding->up_to.size == 0 || migration_compare_numbers(deciding->up_to, row->number) < 0))
        deciding->up_to = row->number;
}

/* False if they are about other files than these. */
static bool
take_rows(Deciding *deciding)
{
    const AdoptionRequest *request = deciding->request;
    const size_t from =
        request->table->last_row_only && request->row_count > 0 ? request->row_count - 1 : 0;
    bool ours = true;

    for (size_t index = from; index < request->row_count; index++)
        take_row(deciding, &request->rows[index]);
    for (size_t index = 0; index < deciding->other_count; index++)
        ours = ours && deciding->others[index].state != HISTORY_APPLIED;
    for (size_t index = 0; index < request->source->count; index++)
        ours = ours || deciding->files[index].told;

    return ours;
}

static MUST_CHECK bool
refuse_failed(const Deciding *deciding, const Subject *subject, Error *err)
{
    const HistoryTable *table = deciding->request->table;
    const Str version = subject->migration != NULL ? subject->migration->version : subject->key;

    (void)error_set(err, ERROR_DECISION, "table \"%s\" says that \"" STR_FORMAT "\" failed",
                    table->name, STR_ARGS(version));
    (void)error_detail(err,
                       "%s began it and does not know how far it came: nothing, some or all of "
                       "its statements may have taken effect.",
                       table->title);

    return error_hint(err, "%s; then run `pawl adopt` again.", table->mend);
}

static MUST_CHECK bool
check_failed(const Deciding *deciding, Error *err)
{
    for (size_t index = 0; index < deciding->request->source->count; index++)
    {
        if (deciding->files[index].told && deciding->files[index].state == HISTORY_FAILED)
            return refuse_failed(deciding, &deciding->files[index], err);
    }
    for (size_t index = 0; index < deciding->other_count; index++)
    {
        if (deciding->others[index].state == HISTORY_FAILED)
            return refuse_failed(deciding, &deciding->others[index], err);
    }

    return true;
}

static MUST_CHECK bool
refuse_strange(const Deciding *deciding, Error *err)
{
    const AdoptionRequest *request = deciding->request;

    (void)error_set(err, ERROR_DRIFT, "none of what table \"%s\" holds is in \"%s\"",
                    request->table->name, request->source->directory);
    (void)error_detail(err, "It holds, for example, \"" STR_FORMAT "\".",
                       STR_ARGS(deciding->others[0].key));

    return error_hint(err, "Point pawl at the directory that %s migrated from.",
                      request->table->title);
}

/* Files that come later and are below the mark would be taken for applied, or run again. */
static MUST_CHECK bool
check_mark(const Deciding *deciding, Error *err)
{
    const AdoptionRequest *request = deciding->request;

    if (!request->table->last_row_only || deciding->other_count == 0 ||
        deciding->others[0].state != HISTORY_APPLIED_UP_TO)
        return true;

    (void)error_set(err, ERROR_DRIFT,
                    "the database is at version " STR_FORMAT ", and \"%s\" has no such file",
                    STR_ARGS(deciding->others[0].key), request->source->directory);
    (void)error_detail(err,
                       "%s keeps only the newest version, so nobody can tell which files it ran.",
                       request->table->title);

    return error_hint(err, "Adopt with the directory that the database was last migrated from.");
}

/* ---- what to record ---- */

static const Subject *
state_of_part(const Deciding *deciding, const Migration *migration, Str part)
{
    const uint32_t slot = *slot_of(deciding, migration, STR(""), part);

    return slot == 0 ? NULL : &deciding->others[slot - 1];
}

/* A file whose parts are recorded one by one is applied when all of them are. */
static MUST_CHECK bool
check_parts(const Deciding *deciding, size_t index, bool *ret_applied, Error *err)
{
    const AdoptionParts *parts = &deciding->request->parts[index];
    const Migration *migration = &deciding->request->source->migrations[index];
    const Str *open = NULL;
    size_t applied = 0;

    for (size_t part = 0; part < parts->count; part++)
    {
        const Subject *subject = state_of_part(deciding, migration, parts->list[part].name);

        if (subject != NULL && subject->state == HISTORY_APPLIED)
            applied++;
        else if (open == NULL)
            open = &parts->list[part].name;
    }

    *ret_applied = open == NULL;

    if (open == NULL || applied == 0)
        return true;

    (void)error_set(err, ERROR_DECISION, "\"" STR_FORMAT "\" is half applied",
                    STR_ARGS(migration->version));
    (void)error_detail(err,
                       "\"" STR_FORMAT "\" is not in table \"%s\", and others of its file are.",
                       STR_ARGS(*open), deciding->request->table->name);

    return error_hint(err, "Let %s finish the file, then run `pawl adopt` again.",
                      deciding->request->table->title);
}

static bool
in_journal(const Deciding *deciding, Str version)
{
    const LedgerEntry *entry = ledger_find(deciding->request->ledger, version);

    return entry != NULL && entry->in_journal;
}

static void
add(const Deciding *deciding, Adoption *adoption, const Adopted *adopted)
{
    if (in_journal(deciding, adopted->version))
    {
        adoption->known_count++;
        return;
    }

    adoption->list[adoption->count++] = *adopted;
    adoption->file_count += adopted->migration != NULL ? 1 : 0;

    if (!adopted->assumed)
        return;
    if (adoption->assumed_count++ == 0)
        adoption->first_assumed = adopted->version;

    adoption->assumed_by = deciding->up_to;
}

static MUST_CHECK bool
decide_file(const Deciding *deciding, size_t index, Adoption *adoption, Error *err)
{
    const Subject *file = &deciding->files[index];
    const AdoptionParts *parts = &deciding->request->parts[index];
    const Migration *migration = file->migration;
    const bool below = deciding->up_to.size > 0 && !migration->repeatable &&
                       compare_to_row(migration, deciding->up_to) <= 0;
    bool applied = file->told && file->state != HISTORY_NOT_APPLIED;
    const bool assumed = below && !file->told;

    if (applied && parts->count > 0 && parts->list[0].name.size > 0 &&
        !check_parts(deciding, index, &applied, err))
        return false;
    if (!applied && !assumed)
        return true;

    if (applied && parts->count > 1 && parts->list[0].name.size == 0 &&
        !in_journal(deciding, migration->version))
    {
        adoption->first_unproven =
            adoption->unproven_count == 0 ? migration->version : adoption->first_unproven;
        adoption->unproven_count++;
    }

    add(deciding, adoption,
        &(Adopted){.migration = migration, .version = migration->version, .assumed = assumed});

    return true;
}

static MUST_CHECK bool
decide(const Deciding *deciding, Adoption *adoption, Error *err)
{
    for (size_t index = 0; index < deciding->request->source->count; index++)
    {
        if (!decide_file(deciding, index, adoption, err))
            return false;
    }

    for (size_t index = 0; index < deciding->other_count; index++)
    {
        const Subject *subject = &deciding->others[index];

        if (subject->migration == NULL && subject->state == HISTORY_APPLIED)
            add(deciding, adoption, &(Adopted){.version = subject->key});
    }

    return true;
}

bool
adoption_decide(const AdoptionRequest *request, Arena *arena, Adoption *ret_adoption, Error *err)
{
    Deciding deciding = {.request = request,
                         .files = ARENA_ARRAY(arena, Subject, request->source->count + 1),
                         .others = ARENA_ARRAY(arena, Subject, request->row_count + 1)};
    const size_t room = request->source->count + request->row_count + 1;

    /* At most half full, so that a free slot is never far. */
    for (deciding.slot_count = 2; deciding.slot_count < 2 * (request->row_count + 1);)
        deciding.slot_count *= 2;

    deciding.slots = ARENA_ARRAY(arena, uint32_t, deciding.slot_count);

    *ret_adoption = (Adoption){.list = ARENA_ARRAY(arena, Adopted, room)};

    for (size_t index = 0; index < request->source->count; index++)
        deciding.files[index].migration = &request->source->migrations[index];

    const bool ours = take_rows(&deciding);

    return check_failed(&deciding, err) && check_mark(&deciding, err) &&
           (ours || refuse_strange(&deciding, err)) && decide(&deciding, ret_adoption, err);
}
