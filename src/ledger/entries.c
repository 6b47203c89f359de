/*
 * entries.c
 *    The migrations of a ledger, found by their versions.
 */
#include "ledger/entries.h"

#include <stdlib.h>

enum
{
    SLOTS_FIRST = 64,
    ENTRIES_FIRST = 32,
};

/* The slot that holds the version, or the free one where it belongs. */
static uint32_t *
slot_of(const Ledger *ledger, Str version)
{
    size_t at = (size_t)str_hash(version) & (ledger->slot_count - 1);

    while (ledger->slots[at] != 0 &&
           !str_equal(ledger->entries[ledger->slots[at] - 1].version, version))
        at = (at + 1) & (ledger->slot_count - 1);

    return &ledger->slots[at];
}

static bool
is_full(const Ledger *ledger, size_t count)
{
    return 4 * count >= 3 * ledger->slot_count;
}

static void
grow_slots(Ledger *ledger)
{
    free(ledger->slots);
    ledger->slot_count = ledger->slot_count == 0 ? SLOTS_FIRST : ledger->slot_count * 2;

    while (ledger->count == 0 && is_full(ledger, ledger->names.count))
        ledger->slot_count *= 2;

    ledger->slots = calloc(ledger->slot_count, sizeof(*ledger->slots));

    if (ledger->slots == NULL)
        abort();

    for (size_t index = 0; index < ledger->count; index++)
        *slot_of(ledger, ledger->entries[index].version) = (uint32_t)index + 1;
}

/* At once as many as are expected: what was outgrown would stay in the heap. */
static void
grow_entries(Ledger *ledger)
{
    const size_t least = ledger->names.count > ENTRIES_FIRST ? ledger->names.count : ENTRIES_FIRST;

    ledger->capacity = ledger->capacity == 0 ? least : ledger->capacity * 2;
    ledger->entries = realloc(ledger->entries, ledger->capacity * sizeof(*ledger->entries));

    if (ledger->entries == NULL)
        abort();
}

static Str
keep(const Ledger *ledger, Str version)
{
    if (ledger->count < ledger->names.count)
    {
        const Str name = ledger->names.at(ledger->names.context, ledger->count);

        if (str_equal(name, version))
            return name;
    }

    return str_copy(ledger->arena, version);
}

LedgerEntry *
ledger_entry(Ledger *ledger, Str version)
{
    if (is_full(ledger, ledger->count))
        grow_slots(ledger);

    uint32_t *slot = slot_of(ledger, version);

    if (*slot == 0)
    {
        if (ledger->count == ledger->capacity)
            grow_entries(ledger);

        ledger->entries[ledger->count] = (LedgerEntry){.version = keep(ledger, version)};
        *slot = (uint32_t)++ledger->count;
    }

    return &ledger->entries[*slot - 1];
}

const LedgerEntry *
ledger_find(const Ledger *ledger, Str version)
{
    if (ledger->slot_count == 0)
        return NULL;

    const uint32_t slot = *slot_of(ledger, version);

    return slot == 0 ? NULL : &ledger->entries[slot - 1];
}
