/*
 * order.h
 *    The order in which the migrations of a directory run.
 *
 * Internal to source/.
 */
#ifndef SOURCE_ORDER_H
#define SOURCE_ORDER_H

#include "source/migration.h"

/* By number, by name or by index, as the format says; what is repeatable last, numbered ones first.
 */
void order_sort(const Source *source);

/* The same again, if some became repeatable since. */
void order_move_repeatable(const Source *source);

/* Note which share a number; ERROR_SOURCE where the format allows none to. */
MUST_CHECK bool order_same_numbers(const Source *source, Error *err);

#endif /* SOURCE_ORDER_H */
