/*
 * banned.h
 *    Functions nobody may call; the compiler includes it before every file.
 *
 * The headers that declare them come first, because poison also applies to
 * system headers.  #undef avoids a warning where fortify made them macros.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef sprintf
#undef vsprintf
#undef strcpy
#undef strcat
#undef strncpy
#undef strncat

#pragma GCC poison sprintf vsprintf strcpy strcat strncpy strncat strtok
#pragma GCC poison atoi atol atoll gmtime localtime ctime asctime

#endif /* BASE_BANNED_H */
