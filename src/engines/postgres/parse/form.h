/*
 * form.h
 *    Where the lexical forms of PostgreSQL end, each from the offset where it begins.
 *
 * For lex.c alone.  Forms that need an end and have none give POSTGRES_UNTERMINATED.
 * Reading past the end of the text gives NUL, with which no form begins or goes on.
 */
#ifndef ENGINES_POSTGRES_FORM_H
#define ENGINES_POSTGRES_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define POSTGRES_UNTERMINATED ((size_t)-1)

/* How the inside of a quoted form is read. */
typedef struct PostgresQuoteRule
{
    char quote;
    bool doubling;  /* two quotes stand for one */
    bool backslash; /* a backslash takes the next byte with it */
} PostgresQuoteRule;

/* The byte at an offset, or NUL behind the end. */
char postgres_byte_at(Str text, size_t offset);

/* Every byte past ASCII is a letter to PostgreSQL, whatever the encoding. */
bool postgres_is_word_start(char byte);
bool postgres_is_operator(char byte);

/* Whether a comment of either form begins here, even amid the bytes of an operator. */
bool postgres_starts_comment(Str text, size_t at);

size_t postgres_space_end(Str text, size_t at);
size_t postgres_line_comment_end(Str text, size_t at);
size_t postgres_block_comment_end(Str text, size_t at);
size_t postgres_word_end(Str text, size_t at);
size_t postgres_operator_end(Str text, size_t at);
size_t postgres_number_end(Str text, size_t at);
size_t postgres_parameter_end(Str text, size_t at);

/* at: behind the opening quote.  A string goes on behind white space with a newline. */
size_t postgres_identifier_end(Str text, size_t at);
size_t postgres_string_end(Str text, size_t at, PostgresQuoteRule rule);

/* The size of an opening $tag$, or 0; then the end of the string that it opens. */
size_t postgres_dollar_tag_size(Str text, size_t at);
size_t postgres_dollar_string_end(Str text, size_t at, size_t tag_size);

#endif /* ENGINES_POSTGRES_FORM_H */
