/*
 * redact.c
 *    libpq's messages, made fit to be shown: they quote the URL, and it may hold a password.
 *
 * A password with an unescaped "/" or "@" ends up in the port or the host, and libpq says
 * which port is no number and which host is unknown.
 */
#include "engines/postgres/wire/redact.h"

#include "base/buf.h"

/* The bytes of a URL that may be secret: two stretches, to be on the safe side. */
typedef struct Secret
{
    size_t from; /* behind the user's name ... */
    size_t to;   /* ... up to the last @ */
    size_t tail; /* from the first word like "password" to the end */
} Secret;

static Secret
find_secret(Str url)
{
    const size_t scheme = str_find(url, 0, STR("://"));
    Secret secret = {.tail = str_find(url, 0, STR("pass"))};

    if (scheme == url.size)
        return secret;

    secret.from = str_find_char(url, scheme + 3, ':');
    secret.to = url.size;

    while (secret.to > secret.from && url.data[secret.to] != '@')
        secret.to--;

    return secret;
}

static bool
may_be_shown(Str part, Str url, PostgresStage stage)
{
    const Secret secret = find_secret(url);
    bool shown_elsewhere = false;
    bool secret_somewhere = false;

    if (part.size == 1 && !char_is_word(part.data[0])) /* `missing "="` */
        return true;

    for (size_t at = str_find(url, 0, part); at < url.size; at = str_find(url, at + 1, part))
    {
        const size_t end = at + part.size;
        const bool touches = (at < secret.to && end > secret.from) || end > secret.tail;

        secret_somewhere = secret_somewhere || touches;
        shown_elsewhere = shown_elsewhere || !touches;
    }

    /* What is not in the URL as it stands was decoded, or is the server's own word. */
    if (stage == POSTGRES_PARSING)
        return shown_elsewhere && !secret_somewhere;

    return shown_elsewhere || !secret_somewhere;
}

const char *
postgres_redact(const char *message, const char *url, PostgresStage stage, Arena *arena)
{
    SCOPED_BUF buf = {0};
    const Str text = str_from(message);
    const Str whole = str_from(url);

    /* Then it cannot be told what libpq quotes from the quotes themselves. */
    if (stage == POSTGRES_PARSING && str_find_char(whole, 0, '"') < whole.size)
        return "libpq's message is not shown: it quotes the URL, which may hold a password";

    for (size_t at = 0; at < text.size;)
    {
        const size_t open = str_find_char(text, at, '"');
        const size_t close = open < text.size ? str_find_char(text, open + 1, '"') : text.size;

        buf_append(&buf, str_slice(text, at, open));

        if (open == text.size)
            break;

        const Str part = str_slice(text, open + 1, close);

        buf_append_char(&buf, '"');
        buf_append(&buf, may_be_shown(part, whole, stage) ? part : STR("***"));
        buf_append_char(&buf, '"');
        at = close + 1;
    }

    return arena_strdup(arena, buf_text(&buf));
}
