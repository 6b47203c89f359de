/*
 * arena.h
 *    Region allocator: everything is freed at once, nothing is freed alone.
 *
 * A function that returns memory takes the Arena it must live in.  There are
 * two lifetimes: the run (one per process) and the migration (rewound after
 * each one).  Out of memory ends the process: the ledger makes a killed run
 * safe to repeat, so an allocation failure is only one more way to be killed.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/macro.h"

typedef struct ArenaBlock ArenaBlock;

typedef struct Arena
{
    ArenaBlock *head;
} Arena;

/* Zeroed memory, aligned for any type. */
void *arena_alloc(Arena *arena, size_t size) __attribute__((__malloc__, __returns_nonnull__));

/* A terminated copy of size bytes. */
char *arena_copy(Arena *arena, const char *data, size_t size) __attribute__((__returns_nonnull__));

/* A terminated copy of a terminated string; NULL stays NULL. */
char *arena_strdup(Arena *arena, const char *text);

char *arena_printf(Arena *arena, const char *format, ...) ATTR_PRINTF(2, 3);
char *arena_vprintf(Arena *arena, const char *format, va_list args) ATTR_PRINTF(2, 0);

/* Frees every block; safe on a zeroed Arena and safe to call twice. */
void arena_free(Arena *arena);

#define ARENA_NEW(arena, type)          ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), sizeof(type) * (count)))
#define SCOPED_ARENA                    ATTR_CLEANUP(arena_free) Arena

#endif /* BASE_ARENA_H */
