/*
 * fake_engine.c
 *    A database in a struct, and an engine over it that fails where it is told to.
 */
#include "harness/fake_engine.h"

#include <assert.h>
#include <signal.h>

#include "ledger/columns.h"
#include "source/place.h"

#include "harness/test.h"

/* ---- the database ---- */

Str
fake_rows(const FakeDatabase *database)
{
    return (Str){.data = database->rows, .size = database->rows_size};
}

Str
fake_versions(const FakeDatabase *database)
{
    return (Str){.data = database->versions, .size = database->versions_size};
}

Str
fake_effects(const FakeDatabase *database)
{
    return (Str){.data = database->effects, .size = database->effects_size};
}

bool
fake_has_line(Str lines, Str line)
{
    while (lines.size > 0)
    {
        if (str_equal(str_cut(&lines, '\n'), line))
            return true;
    }

    return false;
}

static void
append(char *text, size_t *size, size_t capacity, Str addition, char end)
{
    CHECK(*size + addition.size + 1 <= capacity);
    if (addition.size > 0)
        memcpy(text + *size, addition.data, addition.size);

    text[*size + addition.size] = end;
    *size += addition.size + 1;
}

void
fake_add_effect(FakeDatabase *database, Str effect)
{
    if (effect.size > 0)
        append(database->effects, &database->effects_size, FAKE_EFFECTS_SIZE, effect, '\n');
}

Str
fake_effect_of(Str statement, char used[FAKE_WORD_SIZE], Arena *arena)
{
    Str rest = statement;
    const Str word = str_cut(&rest, ' ');

    if (STR_IS(word, "use"))
    {
        (void)snprintf(used, FAKE_WORD_SIZE, STR_FORMAT, STR_ARGS(rest));
        return STR("");
    }

    if (STR_IS(word, "put"))
        return str_from(arena_printf(arena, "put %s " STR_FORMAT, used, STR_ARGS(rest)));

    return STR_IS(word, "make") || STR_IS(word, "drop") ? STR("") : statement;
}

/* Why the database refuses a statement, or NULL. */
static const char *
objection(const FakeConnection *fake, Str statement)
{
    SCOPED_ARENA scratch = {0};
    const Str effects = fake_effects(fake->database);
    Str rest = statement;
    const Str word = str_cut(&rest, ' ');
    const Str name = str_cut(&rest, ' ');

    if (STR_IS(word, "create") && fake_has_line(effects, statement))
        return "it exists already";
    if (STR_IS(word, "put") && fake->used[0] == '\0')
        return "nothing is in use";
    if (STR_IS(word, "fail"))
        return "it always fails";
    if (STR_IS(word, "use") &&
        (STR_IS(name, "nothing") ||
         fake_has_line(
             effects, str_from(arena_printf(&scratch, "put " STR_FORMAT " gone", STR_ARGS(name))))))
        return "there is no such thing";
    if (STR_IS(word, "add") &&
        !fake_has_line(effects,
                       str_from(arena_printf(&scratch, "create " STR_FORMAT, STR_ARGS(name)))))
        return "there is no such object";

    return NULL;
}

/* Carry a statement out, or say why not. */
static const char *
carry_out(FakeConnection *fake, Str statement)
{
    SCOPED_ARENA scratch = {0};
    FakeDatabase *database = fake->database;
    const char *refusal = objection(fake, statement);

    if (refusal != NULL)
        return refusal;

    if (STR_IS(statement, "make versions"))
        database->has_version_table = true;

    if (STR_IS(statement, "drop versions"))
    {
        database->has_version_table = false;
        database->versions_size = 0;
    }

    fake_add_effect(database, fake_effect_of(statement, fake->used, &scratch));

    return NULL;
}

/* ---- faults ---- */

static FakeFault
next_fault(FakeConnection *fake, FakeCall call)
{
    fake->calls++;

    if (fake->dead)
        return FAKE_KILL_BEFORE;
    if (fake->fault == FAKE_NONE || fake->calls < fake->fault_at ||
        (fake->calls > fake->fault_at && fake->fault != FAKE_NOT_NOW))
        return FAKE_NONE;
    if (fake->fault == FAKE_NOT_NOW && call != FAKE_CALL_EXECUTE && call != FAKE_CALL_TRANSACTION)
        return FAKE_NONE;

    fake->struck = call;

    return fake->fault;
}

static bool
takes_effect(FakeFault fault)
{
    return fault == FAKE_NONE || fault == FAKE_LOST_DONE || fault == FAKE_KILL_AFTER ||
           fault == FAKE_KILL_HALFWAY || fault == FAKE_INTERRUPT || fault == FAKE_ENDED ||
           fault == FAKE_DETACH;
}

/* Whether the caller gets to know what the database said. */
static bool
is_heard(FakeFault fault)
{
    return fault == FAKE_NONE || fault == FAKE_INTERRUPT;
}

/* What the caller gets to know: true if all went well. */
static MUST_CHECK bool
answer(FakeConnection *fake, FakeFault fault, Outcome *ret_outcome, Error *err)
{
    *ret_outcome = OUTCOME_UNKNOWN;

    switch (fault)
    {
        case FAKE_INTERRUPT:
            CHECK(raise(SIGTERM) == 0);
            *ret_outcome = OUTCOME_DONE;
            return true;
        case FAKE_NONE:
            *ret_outcome = OUTCOME_DONE;
            return true;
        case FAKE_REFUSE:
            *ret_outcome = OUTCOME_NOT_DONE;
            return error_set(err, ERROR_STATEMENT, "refused");
        case FAKE_NOT_NOW:
            *ret_outcome = OUTCOME_NOT_NOW;
            return error_set(err, ERROR_STATEMENT, "not now");
        case FAKE_ENDED:
            *ret_outcome = OUTCOME_ENDED;
            return error_set(err, ERROR_STATEMENT, "it failed in the middle");
        case FAKE_DETACH:
            CHECK(raise(SIGTERM) == 0);
            return error_set(err, ERROR_INTERRUPTED, "stopped by SIGTERM");
        case FAKE_LOST_DONE:
        case FAKE_LOST_NOT_DONE:
            return error_set(err, ERROR_CONNECT, "the answer got lost");
        case FAKE_KILL_BEFORE:
        case FAKE_KILL_HALFWAY:
        case FAKE_KILL_AFTER:
        case FAKE_FAULT_COUNT:
            break;
    }

    fake->dead = true;

    return error_set(err, ERROR_CONNECT, "the connection is gone");
}

static MUST_CHECK bool
answer_ledger(FakeConnection *fake, FakeFault fault, Error *err)
{
    Outcome ignored = OUTCOME_UNKNOWN;

    return answer(fake, fault, &ignored, err);
}

/* ---- the ledger ---- */

static void
write_row(FakeDatabase *database, const JournalRow *row)
{
    SCOPED_ARENA scratch = {0};
    Str fields[COLUMN_WRITTEN_COUNT];

    journal_row_fields(row, &scratch, fields);
    fields[COLUMN_DURATION_MS] = STR("0"); /* the same journal however slow the machine is */

    for (size_t column = 0; column < COLUMN_WRITTEN_COUNT; column++)
    {
        const char end = column + 1 < COLUMN_WRITTEN_COUNT ? '\t' : '\n';

        CHECK(str_find_char(fields[column], 0, '\t') == fields[column].size);
        append(database->rows, &database->rows_size, FAKE_ROWS_SIZE, fields[column], end);
    }
}

static void
write_rows(FakeDatabase *database, const LedgerWrite *write)
{
    CHECK(database->has_journal);

    for (size_t index = 0; index < write->row_count; index++)
    {
        for (int copies = database->duplicates ? 2 : 1; copies > 0; copies--)
            write_row(database, &write->rows[index]);
    }
}

/* The line, if it is there. */
static void
remove_line(char *text, size_t *size, Str line)
{
    size_t kept = 0;
    Str rest = {.data = text, .size = *size};

    while (rest.size > 0)
    {
        const Str next = str_cut(&rest, '\n');

        if (str_equal(next, line))
            continue;

        memmove(text + kept, next.data, next.size);
        kept += next.size;
        text[kept++] = '\n';
    }

    *size = kept;
}

static void
write_versions(FakeDatabase *database, const LedgerWrite *write)
{
    for (size_t index = 0; database->has_version_table && index < write->version_count; index++)
    {
        const Str version = write->versions[index];

        if (write->versions_go)
            remove_line(database->versions, &database->versions_size, version);
        else if (!fake_has_line(fake_versions(database), version))
            append(database->versions, &database->versions_size, FAKE_VERSIONS_SIZE, version, '\n');
    }
}

static bool
fake_ledger_write(void *self, const LedgerWrite *write, Error *err)
{
    FakeConnection *fake = self;
    const FakeFault fault = next_fault(fake, FAKE_CALL_WRITE);

    if (takes_effect(fault))
        write_rows(fake->database, write);
    if (takes_effect(fault) && fault != FAKE_KILL_HALFWAY)
        write_versions(fake->database, write);

    return answer_ledger(fake, fault, err);
}

static bool
fake_ledger_create(void *self, Error *err)
{
    FakeConnection *fake = self;
    const FakeFault fault = next_fault(fake, FAKE_CALL_CREATE);

    if (takes_effect(fault))
        fake->database->has_journal = true;

    return answer_ledger(fake, fault, err);
}

/* The row that a line of the journal holds; its texts are slices of the line. */
static JournalRow
parse_row(Str line, uint64_t number)
{
    SCOPED_ARENA scratch = {0};
    Error err = ERROR_INIT(&scratch);
    Str fields[COLUMN_COUNT];
    JournalRow row = {0};

    for (size_t column = 0; column < COLUMN_WRITTEN_COUNT; column++)
        fields[column] = str_cut(&line, '\t');

    fields[COLUMN_AT] = STR("1");
    CHECK(journal_row_parse(fields, COLUMN_COUNT, &row, &err));
    row.at_s = (int64_t)number;

    return row;
}

/* ORDER BY generation, run, seq, as the real ones are asked to. */
static int
compare_rows(const void *left, const void *right)
{
    const JournalRow *first = left;
    const JournalRow *second = right;

    if (first->generation != second->generation)
        return first->generation < second->generation ? -1 : 1;
    if (!str_equal(first->run, second->run))
        return str_compare(first->run, second->run);

    return (first->seq > second->seq) - (first->seq < second->seq);
}

static JournalRow *
all_rows(const FakeDatabase *database, Arena *arena, size_t *ret_count)
{
    Str rest = fake_rows(database);
    size_t lines = 0;

    for (size_t index = 0; index < rest.size; index++)
        lines += rest.data[index] == '\n' ? 1 : 0;

    JournalRow *rows = ARENA_ARRAY(arena, JournalRow, lines + 1);

    for (size_t index = 0; index < lines; index++)
        rows[index] = parse_row(str_cut(&rest, '\n'), index + 1);

    *ret_count = lines;

    return rows;
}

static void
add_versions(const FakeDatabase *database, Ledger *ledger)
{
    Str versions = fake_versions(database);

    ledger->has_version_table = database->has_version_table;

    while (versions.size > 0)
        ledger_add_recorded(ledger, str_cut(&versions, '\n'));
}

static bool
fake_ledger_read_versions(void *self, Ledger *ledger, Error *err)
{
    FakeConnection *fake = self;
    const FakeFault fault = next_fault(fake, FAKE_CALL_READ);

    if (!answer_ledger(fake, fault, err))
        return false;

    ledger->version_table_unread = false;
    add_versions(fake->database, ledger);

    return true;
}

static bool
fake_ledger_read(void *self, Ledger *ledger, Error *err)
{
    SCOPED_ARENA scratch = {0};
    FakeConnection *fake = self;
    const FakeFault fault = next_fault(fake, FAKE_CALL_READ);
    size_t count = 0;

    if (!answer_ledger(fake, fault, err))
        return false;

    JournalRow *rows = all_rows(fake->database, &scratch, &count);
    ledger->has_journal = fake->database->has_journal;
    qsort(rows, count, sizeof(*rows), compare_rows);

    for (size_t index = 0; index < count; index++)
    {
        if (!ledger_add_row(ledger, &rows[index], err))
            return false;
    }

    ledger->version_table_unread =
        fake->database->versions_apart && !ledger->version_table_expected;

    if (!ledger->version_table_unread)
        add_versions(fake->database, ledger);

    return true;
}

static const char *
step_text(const JournalStep *step, const char *before, Arena *arena)
{
    if (step->migration.size == 0)
        return "";
    if (step->statement == 0)
        return arena_printf(arena, "%s" STR_FORMAT, before, STR_ARGS(step->migration));

    return arena_printf(arena, "%s" STR_FORMAT ":%u", before, STR_ARGS(step->migration),
                        step->statement);
}

const char *
fake_journal(const FakeDatabase *database, Arena *arena)
{
    size_t count = 0;
    const JournalRow *rows = all_rows(database, arena, &count);
    const char *text = "";

    for (size_t index = 0; index < count; index++)
        text = arena_printf(arena, "%s%s%s%s%s", text, index == 0 ? "" : "; ",
                            journal_event_name(rows[index].event),
                            step_text(&rows[index].step, " ", arena),
                            step_text(&rows[index].next, " > ", arena));

    return text;
}

/* ---- statements ---- */

static bool
fake_split(const void *self, const ScriptSource *source, Arena *arena, Script *ret_script,
           Error *err)
{
    const char *path = source->path;
    const Str text = source->text;
    Script script = {.path = path, .text = text, .mode = SCRIPT_STEPS};
    Statement *last_use = NULL;
    Str rest = text;

    (void)self;
    script.statements = ARENA_ARRAY(arena, Statement, text.size / 2 + 2);

    while (rest.size > 0)
    {
        const Str line = str_trim(str_cut(&rest, '\n'));
        Statement *statement = &script.statements[script.count];
        Str words = line;

        if (STR_IS(line, "-- done-when"))
            statement->done_when = STR("whether it is there");
        if (STR_IS(line, "-- idempotent"))
            statement->flags |= STATEMENT_IDEMPOTENT;
        if (line.size == 0 || STR_IS(line, ";") || str_starts_with(line, STR("--")))
            continue;
        if (STR_IS(line, "?"))
            return place_error(err, path, text, (size_t)(line.data - text.data), "cannot be split");

        if (STR_IS(line, "begin"))
        {
            script.mode = SCRIPT_TRANSACTION;
            continue;
        }

        statement->text = line;
        statement->kind = str_terminate(arena, str_cut(&words, ' '));
        statement->flags |= str_starts_with(line, STR("use "))     ? STATEMENT_SESSION
                            : str_starts_with(line, STR("share ")) ? STATEMENT_TRANSACTIONAL
                                                                   : 0U;
        if (statement->flags == STATEMENT_SESSION && last_use != NULL)
            last_use->obsolete_from = script.count;
        if (statement->flags == STATEMENT_SESSION)
            last_use = statement;
        script.count++;

        if (!sha256_of_text(line, &statement->hash, err))
            return false;
    }

    *ret_script = script;

    return true;
}

static void
enter_script(FakeConnection *fake, const Script *script)
{
    if (fake->script != script)
        fake->used[0] = '\0';

    fake->script = script;
}

static MUST_CHECK bool
refuse(const char *refusal, Outcome *ret_outcome, Error *err)
{
    *ret_outcome = OUTCOME_NOT_DONE;
    (void)error_set(err, ERROR_STATEMENT, "%s", refusal);
    err->code = "refused";

    return false;
}

static bool
fake_execute(void *self, const Attempt *attempt, Outcome *ret_outcome, Error *err)
{
    FakeConnection *fake = self;
    const Script *script = attempt->script;
    const size_t index = attempt->index;
    const FakeFault fault = next_fault(fake, FAKE_CALL_EXECUTE);
    const char *refusal = NULL;

    enter_script(fake, script);

    if (takes_effect(fault))
        refusal = carry_out(fake, script->statements[index].text);
    if (refusal != NULL && is_heard(fault))
        return refuse(refusal, ret_outcome, err);

    return answer(fake, fault, ret_outcome, err);
}

/* All statements and the ledger's rows, or nothing. */
static const char *
commit(FakeConnection *fake, const Attempt *attempt, const LedgerWrite *write)
{
    const Script *script = attempt->script;
    const bool whole = script->mode == SCRIPT_TRANSACTION;
    const size_t first = whole ? 0 : attempt->index;
    const size_t end = whole ? script->count : attempt->index + 1;
    FakeDatabase *before = malloc(sizeof(*before));
    const char *refusal = NULL;

    CHECK(before != NULL);
    *before = *fake->database;

    for (size_t index = first; index < end && refusal == NULL; index++)
        refusal = carry_out(fake, script->statements[index].text);

    if (refusal != NULL)
    {
        *fake->database = *before;
    }
    else
    {
        write_rows(fake->database, write);
        write_versions(fake->database, write);
    }

    free(before);

    return refusal;
}

static bool
fake_execute_transaction(void *self, const Attempt *attempt, const LedgerWrite *write,
                         Outcome *ret_outcome, Error *err)
{
    FakeConnection *fake = self;
    const FakeFault fault = next_fault(fake, FAKE_CALL_TRANSACTION);
    const char *refusal = NULL;

    enter_script(fake, attempt->script);

    if (takes_effect(fault))
        refusal = commit(fake, attempt, write);
    if (refusal != NULL && is_heard(fault))
        return refuse(refusal, ret_outcome, err);

    return answer(fake, fault, ret_outcome, err);
}

static bool
fake_snapshot(void *self, const Attempt *attempts, size_t count, Arena *arena, Str *ret_snapshot,
              Error *err)
{
    const FakeConnection *fake = self;

    (void)attempts, (void)count, (void)err;
    *ret_snapshot = str_from(arena_printf(arena, "%zu bytes", fake->database->effects_size));

    return true;
}

/* ---- the rest ---- */

static bool
fake_accepts(Str url)
{
    return str_starts_with(url, STR("fake:"));
}

static EngineInfo
fake_info(const void *self)
{
    (void)self;

    return (EngineInfo){
        .title = "Fake", .version = "1.0", .place = "nowhere/fake", .schema = STR("fake")};
}

const EngineOps fake_engine = {
    .name = "fake",
    .title = "Fake",
    .features = ENGINE_TRANSACTIONS,
    .accepts = fake_accepts,
    .info = fake_info,
    .split = fake_split,
    .ledger_read = fake_ledger_read,
    .ledger_read_versions = fake_ledger_read_versions,
    .ledger_create = fake_ledger_create,
    .ledger_write = fake_ledger_write,
    .snapshot = fake_snapshot,
    .execute = fake_execute,
    .verdict = fake_verdict,
    .execute_transaction = fake_execute_transaction,
    .repair = fake_repair,
    .ask = fake_ask,
    .append_presence = fake_append_presence,
    .describe = fake_describe,
};

const EngineOps fake_locking_engine = {
    .name = "fake",
    .title = "Fake",
    .features = ENGINE_TRANSACTIONS,
    .accepts = fake_accepts,
    .info = fake_info,
    .split = fake_split,
    .ledger_read = fake_ledger_read,
    .ledger_create = fake_ledger_create,
    .ledger_write = fake_ledger_write,
    .lock = fake_lock,
    .unlock = fake_unlock,
    .snapshot = fake_snapshot,
    .execute = fake_execute,
    .verdict = fake_verdict,
    .execute_transaction = fake_execute_transaction,
    .repair = fake_repair,
    .ask = fake_ask,
    .append_presence = fake_append_presence,
    .describe = fake_describe,
};
