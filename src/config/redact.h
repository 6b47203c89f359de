/*
 * redact.h
 *    Texts that may hold a password, made fit to be shown.
 *
 * It rather hides too much than too little: a password may hold every character
 * that would end it elsewhere.
 */
#ifndef CONFIG_REDACT_H
#define CONFIG_REDACT_H

#include "base/arena.h"
#include "base/str.h"

/*
 * The text with "***" for every password: scheme://user:PASSWORD@host, ?password=PASSWORD,
 * "host=x password=PASSWORD" and the like.
 */
const char *config_redact_url(const char *url, Arena *arena);

/* Whether config_redact_url() would hide something. */
bool config_url_has_password(const char *url);

/*
 * As config_redact_url() for the lines of a configuration file, where passwords may also
 * stand after "password:", and where ${NAME} is no secret.  *offset, a place in the
 * text, becomes the same place in the result.
 */
Str config_redact_file(Str text, size_t *offset, Arena *arena);

#endif /* CONFIG_REDACT_H */
