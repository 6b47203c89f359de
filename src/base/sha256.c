/*
 * sha256.c
 *    SHA-256 of text, by OpenSSL's libcrypto, loaded at the first use.
 */
#include "base/sha256.h"

/*
 * The low-level functions, deprecated since OpenSSL 3.0, on purpose: fetching SHA-256 through
 * EVP sets up the provider machinery, which costs 2 MB of memory and 1.7 ms of a run that has
 * nothing to do; hashing a small file takes 0.2 us.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <stddef.h>
#include <string.h>

#include "base/library.h"

#define CRYPTO_FUNCTIONS(X) X(SHA256_Init) X(SHA256_Update) X(SHA256_Final)

typedef struct Crypto
{
    CRYPTO_FUNCTIONS(LIBRARY_MEMBER)
} Crypto;

#define CRYPTO_SYMBOL(function) {#function, offsetof(Crypto, function)},

static Crypto crypto;

static MUST_CHECK bool
load_libcrypto(Error *err)
{
    static const char *const names[] = {"libcrypto.so.3", NULL};
    static const LibrarySymbol symbols[] = {CRYPTO_FUNCTIONS(CRYPTO_SYMBOL)};

    if (crypto.SHA256_Final != NULL)
        return true;
    if (!library_load(names, symbols, LENGTH_OF(symbols), &crypto, err))
        return error_hint(err, "Install OpenSSL 3 (Debian: libssl3).");

    return true;
}

/* Feeds the text without the CR of each CR LF. */
static bool
update_without_cr(SHA256_CTX *context, Str text)
{
    size_t from = 0;

    while (from < text.size)
    {
        size_t end = str_find(text, from, STR("\r\n"));

        if (crypto.SHA256_Update(context, text.data + from, end - from) != 1)
            return false;

        from = end < text.size ? end + 1 : end;
    }

    return true;
}

/* A piece ends with a line feed, so none ends between CR and LF. */
static bool
update_with_content(SHA256_CTX *context, const Content *content, Str text)
{
    Str piece = {0};

    while (content_next(content, &text, &piece))
    {
        if (!update_without_cr(context, piece))
            return false;
    }

    return true;
}

bool
sha256_of_content(const Content *content, Str text, Sha256 *ret_digest, Error *err)
{
    SHA256_CTX context;
    Sha256 digest;

    if (!load_libcrypto(err))
        return false;

    if (crypto.SHA256_Init(&context) != 1 ||
        !update_with_content(&context, content, str_trim_end(text)) ||
        crypto.SHA256_Final(digest.bytes, &context) != 1)
        return error_set(err, ERROR_INTERNAL, "OpenSSL could not compute a SHA-256 checksum");

    *ret_digest = digest;

    return true;
}

bool
sha256_of_text(Str text, Sha256 *ret_digest, Error *err)
{
    return sha256_of_content(NULL, text, ret_digest, err);
}

bool
sha256_equal(const Sha256 *left, const Sha256 *right)
{
    return memcmp(left->bytes, right->bytes, SHA256_SIZE) == 0;
}

void
sha256_to_hex(const Sha256 *digest, char ret_hex[SHA256_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t index = 0; index < SHA256_SIZE; index++)
    {
        ret_hex[2 * index] = digits[digest->bytes[index] >> 4];
        ret_hex[2 * index + 1] = digits[digest->bytes[index] & 0x0F];
    }

    ret_hex[SHA256_HEX_SIZE - 1] = '\0';
}

/* A digit's value + 1, 0 for what is no digit: a ledger may hold forty thousand hashes. */
static const unsigned char HEX_VALUES[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

bool
sha256_from_hex(Str hex, Sha256 *ret_digest)
{
    Sha256 digest;

    if (hex.size != SHA256_HEX_SIZE - 1)
        return false;

    for (size_t index = 0; index < SHA256_SIZE; index++)
    {
        const unsigned high = HEX_VALUES[(unsigned char)hex.data[2 * index]];
        const unsigned low = HEX_VALUES[(unsigned char)hex.data[2 * index + 1]];

        if (high == 0 || low == 0)
            return false;

        digest.bytes[index] = (unsigned char)((high - 1) * 16 + low - 1);
    }

    *ret_digest = digest;

    return true;
}
