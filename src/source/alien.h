/*
 * alien.h
 *    Migrations that are programs, which only the tool they were written for can run.
 */
#ifndef SOURCE_ALIEN_H
#define SOURCE_ALIEN_H

#include "source/format.h"

/*
 * The ending of the format that the name has; NULL for what is no program of a migration.  Tests
 * ("1_a_test.go") and parts of programs ("V1__a$Row.class") are none.
 */
const char *alien_ending(const Format *format, Str name);

/*
 * What such a file is: what a script of its name would be, and FILE_LEFT_OUT for other programs.
 * Names are in the arena.
 */
void alien_name(const Format *format, Str name, const char *ending, Arena *arena,
                FormatName *ret_name);

#endif /* SOURCE_ALIEN_H */
