/* macro.h
 *    Compiler attributes and the few macros the whole tree may use.
 */
#ifndef BASE_MACRO_H
#define BASE_MACRO_H

#include <stddef.h>

#define ATTR_CLEANUP(fn)  __attribute__((__cleanup__(fn)))
#define ATTR_PRINTF(f, a) __attribute__((__format__(printf, f, a)))
#define ATTR_NORETURN     __attribute__((__noreturn__))
#define ATTR_UNUSED       __attribute__((__unused__))
#define MUST_CHECK        __attribute__((__warn_unused_result__))
#define LENGTH_OF(array)  (sizeof(array) / sizeof((array)[0]))

/* Hand a pointer over to somebody else: the value leaves, NULL stays behind. */
#define TAKE(pointer)                                                                              \
    __extension__({                                                                                \
        __typeof__(pointer) *take_from_ = &(pointer);                                              \
        __typeof__(pointer) take_value_ = *take_from_;                                             \
        *take_from_ = NULL;                                                                        \
        take_value_;                                                                               \
    })

#endif /* BASE_MACRO_H */
