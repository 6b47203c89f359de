/*
 * look.c
 *    What the catalog shows of the objects that a statement is about, at one moment.
 */
#include "engines/clickhouse/probe/look.h"

#include "engines/clickhouse/wire/tsv.h"

enum
{
    FIELDS = 6,             /* behind the letter */
    UP_SINCE_TOLERANCE = 2, /* seconds: it is the difference of two clocks that are rounded */
    YOUNG = 4, /* seconds: who dies later than that is seen to have been started anew */
};

/* The letters of lines that tell of a LookThing. */
#define THINGS "wrsDFCAox"

static bool
is_one_of(Str letters, char letter)
{
    return letter != '\0' && str_find_char(letters, 0, letter) < letters.size;
}

/* ---- its answer ---- */

static void
count_lines(Str lines, Look *look)
{
    while (lines.size > 0)
    {
        const Str line = str_cut(&lines, '\n');
        const char letter = line.size > 0 ? line.data[0] : '\0';

        look->table_count += letter == 't';
        look->part_count += letter == 'p' || letter == 'd';
        look->mutation_count += letter == 'm';
        look->sum_count += letter == 'n';
        look->thing_count += is_one_of(STR(THINGS), letter);
    }
}

static uint64_t
number_or_zero(Str text)
{
    uint64_t value = 0;

    return str_to_u64(text, &value) ? value : 0;
}

static LookTopic
topic_of(char letter)
{
    switch (letter)
    {
        case 'w':
            return LOOK_FEEDERS;
        case 'r':
            return LOOK_READERS;
        case 's':
            return LOOK_SINKS;
        case 'x':
            return LOOK_REMNANTS;
        case 'D':
            return LOOK_DATABASES;
        case 'F':
            return LOOK_FUNCTIONS;
        case 'C':
            return LOOK_COLLECTIONS;
        case 'A':
            return LOOK_ACCESS;
        default:
            return LOOK_ORPHANS;
    }
}

static void
take_thing(Look *look, char letter, LookName name, const Str fields[FIELDS])
{
    const LookTopic topic = topic_of(letter);
    const bool of_table = topic == LOOK_FEEDERS || topic == LOOK_READERS;

    LookThing *thing = &look->things[look->thing_count++];

    *thing = (LookThing){.topic = topic, .name = name};

    if (of_table)
        thing->table = (LookName){.database = fields[2], .name = fields[3]};
    else
        thing->about = fields[2];

    if (topic == LOOK_ORPHANS || topic == LOOK_REMNANTS)
    {
        Str made = fields[3];

        thing->empty = STR_IS(str_cut(&made, ' '), "1");
        thing->made_s = (int64_t)number_or_zero(made);
    }
}

static void
take_mutation(Look *look, LookName table, const Str fields[FIELDS])
{
    Str rest = fields[4];
    const Str done = str_cut(&rest, ' ');

    look->mutations[look->mutation_count++] = (LookMutation){.table = table,
                                                             .id = fields[2],
                                                             .command = fields[3],
                                                             .done = STR_IS(done, "1"),
                                                             .parts_to_do = number_or_zero(rest),
                                                             .failure = fields[5]};
}

static void
take_line(Look *look, char letter, const Str fields[FIELDS])
{
    const LookName name = {.database = fields[0], .name = fields[1]};

    switch (letter)
    {
        case 'l':
            look->taken = true;
            look->up_since = (int64_t)number_or_zero(fields[0]);
            look->uptime = number_or_zero(fields[1]);
            break;
        case 't':
            look->tables[look->table_count++] = (LookTable){
                .name = name, .uuid = fields[2], .engine = fields[3], .query = fields[4]};
            break;
        case 'n':
            look->sums[look->sum_count++] =
                (LookSum){.table = name, .rows = number_or_zero(fields[2])};
            break;
        case 'p':
        case 'd':
            look->parts[look->part_count++] = (LookPart){.table = name,
                                                         .partition_id = fields[2],
                                                         .name = fields[3],
                                                         .hash = fields[4],
                                                         .rows = number_or_zero(fields[5]),
                                                         .detached = letter == 'd'};
            break;
        case 'm':
            take_mutation(look, name, fields);
            break;
        default:
            take_thing(look, letter, name, fields);
    }
}

static bool
is_letter(Str text)
{
    return text.size == 1 && is_one_of(STR("ltnpdm" THINGS), text.data[0]);
}

bool
look_parse(Str lines, Arena *arena, Look *ret_look, Error *err)
{
    Look counts = {0};

    count_lines(lines, &counts);
    *ret_look = (Look){
        .tables = ARENA_ARRAY(arena, LookTable, counts.table_count + 1),
        .parts = ARENA_ARRAY(arena, LookPart, counts.part_count + 1),
        .mutations = ARENA_ARRAY(arena, LookMutation, counts.mutation_count + 1),
        .things = ARENA_ARRAY(arena, LookThing, counts.thing_count + 1),
        .sums = ARENA_ARRAY(arena, LookSum, counts.sum_count + 1),
    };

    while (lines.size > 0)
    {
        Str line = str_cut(&lines, '\n');
        const Str letter = str_cut(&line, '\t');
        Str fields[FIELDS];

        if (!is_letter(letter))
            return error_set(err, ERROR_LEDGER,
                             "a line of what was seen of the database makes no sense: "
                             "\"" STR_FORMAT "\"",
                             STR_ARGS(letter));

        for (size_t field = 0; field < FIELDS; field++)
            fields[field] = clickhouse_tsv_unescape(str_cut(&line, '\t'), arena);

        take_line(ret_look, letter.data[0], fields);
    }

    return true;
}

/* ---- finding ---- */

bool
look_same_name(LookName left, LookName right)
{
    return str_equal(left.name, right.name) && str_equal(left.database, right.database);
}

const LookTable *
look_table(const Look *look, LookName name)
{
    for (size_t index = 0; index < look->table_count; index++)
    {
        if (look_same_name(look->tables[index].name, name))
            return &look->tables[index];
    }

    return NULL;
}

const LookThing *
look_thing(const Look *look, LookTopic topic, LookName name)
{
    for (size_t index = 0; index < look->thing_count; index++)
    {
        if (look->things[index].topic == topic && look_same_name(look->things[index].name, name))
            return &look->things[index];
    }

    return NULL;
}

const LookThing *
look_user(const Look *look, LookTopic topic, LookName table)
{
    for (size_t index = 0; index < look->thing_count; index++)
    {
        if (look->things[index].topic == topic && look_same_name(look->things[index].table, table))
            return &look->things[index];
    }

    return NULL;
}

uint64_t
look_rows(const Look *look, LookName table)
{
    uint64_t rows = 0;

    for (size_t index = 0; index < look->sum_count; index++)
    {
        if (look_same_name(look->sums[index].table, table))
            return look->sums[index].rows;
    }

    for (size_t index = 0; index < look->part_count; index++)
    {
        if (!look->parts[index].detached && look_same_name(look->parts[index].table, table))
            rows += look->parts[index].rows;
    }

    return rows;
}

static bool
started_apart(const Look *before, const Look *now)
{
    const int64_t apart = now->up_since - before->up_since;

    return apart > UP_SINCE_TOLERANCE || apart < -UP_SINCE_TOLERANCE;
}

bool
look_restarted(const Look *before, const Look *now)
{
    return before->up_since == 0 || now->up_since == 0 || before->uptime < YOUNG ||
           started_apart(before, now);
}

const char *
look_restart_words(const Look *before, const Look *now)
{
    if (before->up_since == 0 || now->up_since == 0)
        return "may have been started anew since";

    return started_apart(before, now)
               ? "was started anew since"
               : "had only just been started, so that another start would not be seen";
}

bool
look_made_before_start(const Look *now, const LookThing *thing)
{
    return thing->made_s > 0 && thing->made_s + UP_SINCE_TOLERANCE <= now->up_since;
}
