/*
 * arena.c
 *    Region allocator.
 */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
    ARENA_BLOCK_SIZE_FIRST = 4 * 1024,
    ARENA_BLOCK_SIZE_MAX = 256 * 1024,
    ARENA_ALIGN = _Alignof(max_align_t),
};

struct ArenaBlock
{
    ArenaBlock *next;
    size_t size;
    size_t used;
    _Alignas(ARENA_ALIGN) unsigned char data[];
};

static ATTR_NORETURN void
die_out_of_memory(size_t size)
{
    (void)fprintf(stderr, "fatal: out of memory (asked for %zu bytes)\n", size);
    abort();
}

/* Blocks double in size, so that a scratch arena costs little and a large one few calls. */
static ArenaBlock *
block_new(const Arena *arena, size_t size)
{
    size_t block_size = ARENA_BLOCK_SIZE_FIRST;

    if (arena->head != NULL)
        block_size = arena->head->size * 2;
    if (block_size > ARENA_BLOCK_SIZE_MAX)
        block_size = ARENA_BLOCK_SIZE_MAX;
    if (block_size < size)
        block_size = size;

    /* Zeros that the kernel hands out take no room until they are written over. */
    ArenaBlock *block = calloc(1, sizeof(*block) + block_size);

    if (block == NULL)
        die_out_of_memory(size);

    block->next = arena->head;
    block->size = block_size;

    return block;
}

/* align is a power of two; the block's data has the largest one that any type needs. */
static void *
take(Arena *arena, size_t size, size_t align)
{
    size_t start = arena->head == NULL ? 0 : (arena->head->used + align - 1) & ~(align - 1);

    if (size > SIZE_MAX / 2)
        die_out_of_memory(size);

    if (arena->head == NULL || start > arena->head->size || arena->head->size - start < size)
    {
        arena->head = block_new(arena, size);
        start = 0;
    }

    arena->head->used = start + size;

    return arena->head->data + start;
}

void *
arena_alloc(Arena *arena, size_t size)
{
    return take(arena, size, ARENA_ALIGN);
}

char *
arena_copy(Arena *arena, const char *data, size_t size)
{
    char *text = take(arena, size + 1, 1); /* thousands of names: no padding between them */

    if (size > 0)
        memcpy(text, data, size);

    return text;
}

char *
arena_strdup(Arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_copy(arena, text, strlen(text));
}

char *
arena_vprintf(Arena *arena, const char *format, va_list args)
{
    va_list measure;

    va_copy(measure, args);
    const int length = vsnprintf(NULL, 0, format, measure);
    va_end(measure);

    if (length < 0)
        abort();

    char *text = arena_alloc(arena, (size_t)length + 1);

    (void)vsnprintf(text, (size_t)length + 1, format, args);

    return text;
}

char *
arena_printf(Arena *arena, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    char *text = arena_vprintf(arena, format, args);
    va_end(args);

    return text;
}

void
arena_free(Arena *arena)
{
    while (arena->head != NULL)
    {
        ArenaBlock *next = arena->head->next;

        free(arena->head);
        arena->head = next;
    }
}
