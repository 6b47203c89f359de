/*
 * snapshot.c
 *    What the server shows before a statement, so that a verdict can tell afterwards.
 *
 * A look costs a round trip.  Of a table that is created all that has to be known is that there
 * was none, and CREATE after CREATE adds nothing but its own name: so one look serves the CREATEs
 * that follow upon each other, for a second.  Everything else is looked at right before it.
 */
#include "base/clock.h"
#include "engines/clickhouse/clickhouse.h"
#include "engines/clickhouse/probe/probe.h"

enum
{
    ABSENCE_LASTS_MS = 1000,
};

typedef struct Subject
{
    ClickhouseFacts facts;
    LookRequest request;
} Subject;

static Subject
subject_of(const Clickhouse *clickhouse, const Attempt *attempt, Arena *arena)
{
    const Str text = clickhouse_text_of(attempt);
    Subject subject = {.facts = clickhouse_classify(clickhouse->version, text, arena)};

    subject.request =
        probe_request(&subject.facts, text, clickhouse_database_of(clickhouse, attempt, arena),
                      clickhouse->version, arena);

    return subject;
}

static LookName *
find_name(LookName *names, size_t count, LookName name)
{
    for (size_t index = 0; index < count; index++)
    {
        if (look_same_name(names[index], name))
            return &names[index];
    }

    return NULL;
}

/* ---- what is not there ---- */

void
clickhouse_forget_absence(Clickhouse *clickhouse)
{
    arena_free(&clickhouse->absence.arena);
    clickhouse->absence = (ClickhouseAbsence){0};
}

/* Where the only name of a request stands among those that are absent; NULL if nobody knows. */
static LookName *
find_absent(const ClickhouseAbsence *absence, const LookRequest *request)
{
    if (request->count != 1 || clock_ms() - absence->seen_ms > ABSENCE_LASTS_MS)
        return NULL;

    return find_name(absence->names, absence->count, request->names[0]);
}

/* Known once: the statement that asks is about to take the name. */
static bool
take_absence(ClickhouseAbsence *absence, const LookRequest *request)
{
    LookName *name = find_absent(absence, request);

    if (name == NULL)
        return false;

    *name = absence->names[--absence->count];

    return true;
}

/* The names that the first statements, as long as all they do is to add one, are about to add. */
static size_t
collect_names(const Clickhouse *clickhouse, const Attempt *attempts, size_t count, LookName *names,
              Arena *arena)
{
    size_t found = 0;

    for (; found < count; found++)
    {
        const Subject subject = subject_of(clickhouse, &attempts[found], arena);

        if (!probe_adds_a_name(&subject.facts) || subject.request.count != 1 ||
            find_name(names, found, subject.request.names[0]) != NULL)
            break;

        names[found] = subject.request.names[0];
    }

    return found;
}

static void
remember_absence(Clickhouse *clickhouse, const LookName *names, size_t count, Str lines,
                 int64_t seen_ms)
{
    ClickhouseAbsence *absence = &clickhouse->absence;

    clickhouse_forget_absence(clickhouse);

    absence->names = ARENA_ARRAY(&absence->arena, LookName, count + 1);
    absence->count = count;
    absence->lines = str_copy(&absence->arena, lines);
    absence->seen_ms = seen_ms;

    for (size_t index = 0; index < count; index++)
        absence->names[index] =
            (LookName){.database = str_copy(&absence->arena, names[index].database),
                       .name = str_copy(&absence->arena, names[index].name)};
}

/* One look for several statements.  If one of the names is there it tells nothing. */
static MUST_CHECK bool
look_ahead(Clickhouse *clickhouse, const Attempt *attempts, size_t count, Arena *arena, Error *err)
{
    LookName *names = ARENA_ARRAY(arena, LookName, count);
    LookRequest request = {
        .topics = LOOK_TABLES, .names = names, .server_version = clickhouse->version};
    const int64_t now_ms = clock_ms();
    SCOPED_BUF sql = {0};
    SCOPED_BUF counted = {0};
    SCOPED_BUF lines = {0};

    request.count = collect_names(clickhouse, attempts, count, names, arena);
    look_append_absence(&sql, &request);

    if (sql.size == 0)
        return true;
    if (!clickhouse_ask_lines(clickhouse, buf_str(&sql), &counted, err))
        return false;
    if (look_take_absence(buf_str(&counted), &lines))
        remember_absence(clickhouse, names, request.count, buf_str(&lines), now_ms);

    return true;
}

/* ---- one statement ---- */

/*
 * What is created is not there before, as a rule, and a catalog's row with its definition takes
 * the server longer than the CREATE: first it is only counted.
 */
static MUST_CHECK bool
look_before(const Clickhouse *clickhouse, const Subject *subject, Buf *lines, Error *err)
{
    SCOPED_BUF sql = {0};
    SCOPED_BUF counted = {0};

    if (probe_expects_nothing(&subject->facts))
        look_append_absence(&sql, &subject->request);
    if (sql.size > 0 && !clickhouse_ask_lines(clickhouse, buf_str(&sql), &counted, err))
        return false;

    return look_take_absence(buf_str(&counted), lines) ||
           clickhouse_look(clickhouse, &subject->request, lines, err);
}

bool
clickhouse_snapshot(void *self, const Attempt *attempts, size_t count, Arena *arena,
                    Str *ret_snapshot, Error *err)
{
    Clickhouse *clickhouse = self;
    SCOPED_ARENA scratch = {0};
    SCOPED_BUF lines = {0};
    const Subject subject = subject_of(clickhouse, &attempts[0], &scratch);
    const bool adds = probe_adds_a_name(&subject.facts);

    *ret_snapshot = STR("");

    if (!adds)
        clickhouse_forget_absence(clickhouse);
    if (!probe_needs_snapshot(&subject.facts))
        return true;

    if (adds && find_absent(&clickhouse->absence, &subject.request) == NULL &&
        !look_ahead(clickhouse, attempts, count, &scratch, err))
        return false;

    if (take_absence(&clickhouse->absence, &subject.request))
    {
        *ret_snapshot = str_copy(arena, clickhouse->absence.lines);
        return true;
    }

    if (!look_before(clickhouse, &subject, &lines, err))
        return false;

    *ret_snapshot = str_copy(arena, buf_str(&lines));

    return true;
}
