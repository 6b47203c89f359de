/*
 * rename.c
 *    RENAME and EXCHANGE: how many of the pairs were carried out?
 *
 * In databases that keep uuids a pair is one rename of a file, so it is done or it is not; several
 * pairs are done one after the other, and the statement can stop between any two, on an error as
 * on a crash (seen: `RENAME a TO b, nope TO d` fails, and a is b).  So the pairs are carried out
 * here on what was there before, and after each the result is held against what is there now.  One
 * fit says how far the server came.  If the next pair can be done, the rest is done; if it cannot,
 * as in the example, what was done is undone in reverse.
 *
 * In Ordinary databases a table is known by its definition without its name.  Two tables that are
 * defined alike are told apart by the number of their rows, and if those are alike too, or do not
 * fit, by nothing.  And a rename is two there, of the data and of the definition: killed in between
 * (seen on 18.16) the table stays under its old name, empty, and its data lies under the new one.
 */
#include "engines/clickhouse/probe/probe.h"

enum
{
    NO_FIT = -1,
    SEVERAL_FIT = -2,
};

/* Which table, of those before, a name stands for; NULL: nothing. */
typedef struct Slot
{
    LookName name;
    const LookTable *was;
} Slot;

typedef struct World
{
    Slot *slots;
    size_t count;
    size_t pairs;
    bool *done; /* by pair: false if IF EXISTS skipped it */
} World;

static bool
exchanges(const ClickhouseFacts *facts)
{
    return facts->kind == CLICKHOUSE_EXCHANGE || facts->kind == CLICKHOUSE_EXCHANGE_SEVERAL;
}

/* A database as if it were a table: it has an identity, too. */
static const LookTable *
find(const Probe *probe, const Look *look, LookName name)
{
    const LookThing *thing = NULL;
    LookTable *table = NULL;

    if (!probe->facts->of_databases)
        return look_table(look, name);

    thing = look_thing(look, LOOK_DATABASES, name);
    if (thing == NULL)
        return NULL;

    table = ARENA_NEW(probe->arena, LookTable);
    *table = (LookTable){.name = name, .uuid = thing->about};

    return table;
}

static Slot *
slot_of(World *world, LookName name)
{
    for (size_t index = 0; index < world->count; index++)
    {
        if (look_same_name(world->slots[index].name, name))
            return &world->slots[index];
    }

    return NULL;
}

static World
world_before(const Probe *probe)
{
    const size_t names = probe->facts->name_count;
    World world = {.slots = ARENA_ARRAY(probe->arena, Slot, names),
                   .pairs = names / 2,
                   .done = ARENA_ARRAY(probe->arena, bool, names / 2)};

    for (size_t index = 0; index < names; index++)
    {
        const LookName name = probe_name(probe, index);

        if (slot_of(&world, name) == NULL)
            world.slots[world.count++] =
                (Slot){.name = name, .was = find(probe, probe->before, name)};
    }

    return world;
}

/* Carry one pair out; false if the server could not. */
static bool
advance(const Probe *probe, World *world, size_t pair)
{
    Slot *from = slot_of(world, probe_name(probe, 2 * pair));
    Slot *to = slot_of(world, probe_name(probe, 2 * pair + 1));
    const LookTable *moved = from->was;

    if (moved == NULL && probe->facts->if_exists)
        return true;
    if (moved == NULL || (to->was != NULL) != exchanges(probe->facts))
        return false;

    from->was = to->was;
    to->was = moved;
    world->done[pair] = true;

    return true;
}

static bool
fits(const Probe *probe, const World *world, bool by_rows)
{
    for (size_t index = 0; index < world->count; index++)
    {
        const Slot *slot = &world->slots[index];
        const uint64_t rows = slot->was == NULL ? 0 : look_rows(probe->before, slot->was->name);

        if (!probe_same_table(slot->was, find(probe, probe->now, slot->name)) ||
            (by_rows && rows != look_rows(probe->now, slot->name)))
            return false;
    }

    return true;
}

/*
 * After how many pairs the world before looks like the one now; *world is as it was then.
 * *ret_blocked: the pair behind them could not be done.
 */
static long
count_done(const Probe *probe, bool by_rows, World *world, bool *ret_blocked)
{
    World trial = world_before(probe);
    long found = NO_FIT;

    for (size_t pair = 0; pair <= trial.pairs; pair++)
    {
        const bool fit = fits(probe, &trial, by_rows);

        if (fit && found != NO_FIT)
            return SEVERAL_FIT;
        if (fit)
            found = (long)pair;

        const bool able = pair < trial.pairs && advance(probe, &trial, pair);

        if (fit)
            *ret_blocked = pair < trial.pairs && !able;
        if (!able)
            break;
    }

    *world = world_before(probe);
    for (long pair = 0; pair < found; pair++)
        (void)advance(probe, world, (size_t)pair);

    return found;
}

/* ---- findings ---- */

/* A table without uuid that had rows and has none: the name whose data lies elsewhere, or NULL. */
static const char *
emptied(const Probe *probe, const World *world)
{
    for (size_t index = 0; index < world->count; index++)
    {
        const Slot *slot = &world->slots[index];

        if (slot->was != NULL && slot->was->uuid.size == 0 && !probe->facts->of_databases &&
            look_rows(probe->before, slot->was->name) > 0 && look_rows(probe->now, slot->name) == 0)
            return probe_words(probe, slot->name);
    }

    return NULL;
}

static Str
pair_statement(const Probe *probe, LookName from, LookName to)
{
    const LookTable *table = look_table(probe->now, from);
    const bool dictionary = table != NULL && STR_IS(table->engine, "Dictionary");
    const char *const words[2][2] = {{"RENAME TABLE", "RENAME DICTIONARY"},
                                     {"EXCHANGE TABLES", "EXCHANGE DICTIONARIES"}};
    const char *first =
        probe->facts->of_databases ? "RENAME DATABASE" : words[exchanges(probe->facts)][dictionary];
    const Str head = probe_statement(probe, first, from);
    const Str tail = probe_statement(probe, exchanges(probe->facts) ? " AND" : " TO", to);

    return str_from(
        arena_printf(probe->arena, STR_FORMAT STR_FORMAT, STR_ARGS(head), STR_ARGS(tail)));
}

/* The pairs that are left, or if the next cannot be done, those that were done, backwards. */
static Finding
judge_stopped(const Probe *probe, const World *world, size_t done, bool blocked)
{
    const size_t pairs = world->pairs;
    Str *repairs = ARENA_ARRAY(probe->arena, Str, pairs);
    size_t count = 0;

    for (size_t pair = done; !blocked && pair < pairs; pair++)
        repairs[count++] =
            pair_statement(probe, probe_name(probe, 2 * pair), probe_name(probe, 2 * pair + 1));

    for (size_t pair = done; blocked && pair-- > 0;)
    {
        if (world->done[pair])
            repairs[count++] =
                pair_statement(probe, probe_name(probe, 2 * pair + 1), probe_name(probe, 2 * pair));
    }

    return probe_mend(probe, repairs, count, blocked ? VERDICT_DID_NOT : VERDICT_TOOK_EFFECT,
                      "%zu of its %zu pairs are done; %s.", done, pairs,
                      blocked ? "the next cannot be, so they are undone"
                              : "the rest can be done as well");
}

static Finding
judge_unclear(const Probe *probe, long found)
{
    if (found == SEVERAL_FIT)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "Its tables are defined alike and have as many rows, and their "
                           "database keeps no uuids: which is which cannot be seen.");

    return probe_found(probe, VERDICT_CANNOT_TELL,
                       "What is there now comes out of no number of its pairs; somebody else has "
                       "changed these tables, or a rename was cut in half.");
}

Finding
probe_rename(const Probe *probe)
{
    World world = {0};
    bool blocked = false;
    long found = NO_FIT;

    if (!probe->before->taken)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "Nobody saw which table had which name before.");

    found = count_done(probe, false, &world, &blocked);
    if (found == SEVERAL_FIT)
        found = count_done(probe, true, &world, &blocked);
    if (found < 0)
        return judge_unclear(probe, found == NO_FIT ? NO_FIT : SEVERAL_FIT);

    const char *empty = emptied(probe, &world);

    if (empty != NULL)
        return probe_found(probe, VERDICT_CANNOT_TELL,
                           "%s had rows and is empty: a rename that is killed halfway leaves the "
                           "data in a folder that bears the other name. Look into the folders of "
                           "the database; with the server stopped the data can be moved back.",
                           empty);

    if (found == 0)
        return probe_found(probe, VERDICT_DID_NOT, "All names stand for what they did before.");

    if ((size_t)found == world.pairs)
        return probe_found(probe, VERDICT_TOOK_EFFECT,
                           "Each name stands for what it was to be given.");

    return judge_stopped(probe, &world, (size_t)found, blocked);
}
