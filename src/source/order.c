/*
 * order.c
 *    The order in which the migrations of a directory run.
 */
#include "source/order.h"

#include <stdlib.h>
#include <string.h>

/* Digits without leading zeros: the longer one is the larger one, whatever its size. */
static int
compare_digits(Str left, Str right)
{
    if (left.size != right.size)
        return left.size < right.size ? -1 : 1;

    return str_compare(left, right);
}

static Str
cut_digits(Str *number)
{
    size_t digits = 0;
    size_t zeros = 0;

    while (digits < number->size && char_is_digit(number->data[digits]))
        digits++;
    while (zeros + 1 < digits && number->data[zeros] == '0')
        zeros++;

    const Str part = str_slice(*number, zeros, digits);

    *number = str_slice(*number, digits < number->size ? digits + 1 : digits, number->size);

    return part;
}

int
migration_compare_numbers(Str left, Str right)
{
    int order = 0;

    while (order == 0 && (left.size > 0 || right.size > 0))
    {
        const Str left_part = left.size > 0 ? cut_digits(&left) : STR("0");
        const Str right_part = right.size > 0 ? cut_digits(&right) : STR("0");

        order = compare_digits(left_part, right_part);
    }

    return order;
}

/* The next digit of a version's number, leading zeros included; '\0' at its end. */
static char
next_digit(const Migration *migration, size_t *at)
{
    const size_t end = migration->number_start + migration->number_size;

    while (*at < end && migration->version.data[*at] == '-')
        (*at)++;

    return *at < end ? migration->version.data[(*at)++] : '\0';
}

static int
compare_without_dashes(const Migration *left, const Migration *right)
{
    size_t left_at = 0;
    size_t right_at = 0;

    for (;;)
    {
        const char left_digit = next_digit(left, &left_at);
        const char right_digit = next_digit(right, &right_at);

        if (left_digit != right_digit)
            return left_digit < right_digit ? -1 : 1;
        if (left_digit == '\0')
            return str_compare(left->version, right->version);
    }
}

static int
compare_migrations(const void *left_item, const void *right_item)
{
    const Migration *left = left_item;
    const Migration *right = right_item;
    const bool last = left->source->format->habits == NULL; /* else they keep their place */
    int order = 0;

    if (last && left->repeatable != right->repeatable)
        return left->repeatable ? 1 : -1;
    if (last && left->repeatable && (left->number_size == 0) != (right->number_size == 0))
        return left->number_size == 0 ? 1 : -1;
    if (left->source->format->dashes)
        return compare_without_dashes(left, right);
    if (!left->source->format->by_name)
        order = migration_compare_numbers(migration_number(left), migration_number(right));

    if (order != 0)
        return order;

    if (!left->source->format->by_name)
        order = str_compare(left->version, right->version);

    return order != 0 ? order : strcmp(left->file, right->file);
}

/* Numbers of one width, as most have, are in order as soon as the names are. */
static bool
is_sorted(const Source *source)
{
    for (size_t index = 1; index < source->count; index++)
    {
        if (compare_migrations(&source->migrations[index - 1], &source->migrations[index]) > 0)
            return false;
    }

    return true;
}

void
order_sort(const Source *source)
{
    if (source->index == NULL && !is_sorted(source))
        qsort(source->migrations, source->count, sizeof(*source->migrations), compare_migrations);
}

static MUST_CHECK bool
refuse_same(const Migration *left, const Migration *right, const char *what, Error *err)
{
    (void)error_set(err, ERROR_SOURCE, "\"%s\" and \"%s\" have the same %s", left->file,
                    right->file, what);

    return error_hint(err, "%s allows a %s once; rename one of the files.",
                      left->source->format->title, what);
}

bool
order_same_numbers(const Source *source, Error *err)
{
    for (size_t index = 1; index < source->count; index++)
    {
        Migration *earlier = &source->migrations[index - 1];
        Migration *later = &source->migrations[index];

        if (str_equal(earlier->version, later->version))
            return refuse_same(earlier, later, "name", err);
        if (earlier->repeatable || later->repeatable || source->index != NULL ||
            migration_compare_numbers(migration_number(earlier), migration_number(later)) != 0)
            continue;

        earlier->same_number = later->same_number = true;

        if (source->format->unique)
            return refuse_same(earlier, later, "version", err);
    }

    return true;
}

void
order_move_repeatable(const Source *source)
{
    bool late = false;

    for (size_t index = 1; index < source->count; index++)
        late = late ||
               (source->migrations[index - 1].repeatable && !source->migrations[index].repeatable);

    if (late)
        order_sort(source);
}
