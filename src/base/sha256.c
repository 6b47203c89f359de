/*
 * sha256.c
 *    SHA-256 of text, by OpenSSL's libcrypto, loaded at the first use.
 */
#include "base/sha256.h"

#include <openssl/evp.h>
#include <stddef.h>
#include <string.h>

#include "base/library.h"

#define CRYPTO_FUNCTIONS(X)                                                                        \
    X(EVP_MD_fetch)                                                                                \
    X(EVP_MD_CTX_new)                                                                              \
    X(EVP_DigestInit_ex2)                                                                          \
    X(EVP_DigestUpdate)                                                                            \
    X(EVP_DigestFinal_ex)

typedef struct Crypto
{
    CRYPTO_FUNCTIONS(LIBRARY_MEMBER)
    EVP_MD *algorithm; /* fetched once: a fetch costs more than hashing a small file */
    EVP_MD_CTX *context;
} Crypto;

#define CRYPTO_SYMBOL(function) {#function, offsetof(Crypto, function)},

/* NULL with the error set if libcrypto cannot be had. */
static Crypto *
crypto_get(Error *err)
{
    static const char *const names[] = {"libcrypto.so.3", "libcrypto.so", NULL};
    static const LibrarySymbol symbols[] = {CRYPTO_FUNCTIONS(CRYPTO_SYMBOL)};
    static Crypto crypto;

    if (crypto.context == NULL)
    {
        if (!library_load(names, symbols, LENGTH_OF(symbols), &crypto, err))
        {
            (void)error_hint(err, "Install OpenSSL 3 (Debian: libssl3).");
            return NULL;
        }

        crypto.algorithm = crypto.EVP_MD_fetch(NULL, "SHA256", NULL);
        crypto.context = crypto.EVP_MD_CTX_new();

        if (crypto.algorithm == NULL || crypto.context == NULL)
        {
            (void)error_set(err, ERROR_CONFIG, "OpenSSL offers no SHA-256");
            return NULL;
        }
    }

    return &crypto;
}

/* Feeds the text without the CR of each CR LF. */
static bool
update_without_cr(const Crypto *crypto, Str text)
{
    size_t from = 0;

    while (from < text.size)
    {
        size_t end = str_find(text, from, STR("\r\n"));

        if (crypto->EVP_DigestUpdate(crypto->context, text.data + from, end - from) != 1)
            return false;

        from = end < text.size ? end + 1 : end;
    }

    return true;
}

bool
sha256_of_text(Str text, Sha256 *ret_digest, Error *err)
{
    const Crypto *crypto = crypto_get(err);
    Sha256 digest;

    if (crypto == NULL)
        return false;

    if (crypto->EVP_DigestInit_ex2(crypto->context, crypto->algorithm, NULL) != 1 ||
        !update_without_cr(crypto, str_trim_end(text)) ||
        crypto->EVP_DigestFinal_ex(crypto->context, digest.bytes, NULL) != 1)
        return error_set(err, ERROR_INTERNAL, "OpenSSL could not compute a SHA-256 checksum");

    *ret_digest = digest;

    return true;
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

static int
hex_value(char byte)
{
    const char lower = char_lower(byte);

    if (char_is_digit(byte))
        return byte - '0';

    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool
sha256_from_hex(Str hex, Sha256 *ret_digest)
{
    Sha256 digest;

    if (hex.size != SHA256_HEX_SIZE - 1)
        return false;

    for (size_t index = 0; index < SHA256_SIZE; index++)
    {
        const int high = hex_value(hex.data[2 * index]);
        const int low = hex_value(hex.data[2 * index + 1]);

        if (high < 0 || low < 0)
            return false;

        digest.bytes[index] = (unsigned char)(high * 16 + low);
    }

    *ret_digest = digest;

    return true;
}
