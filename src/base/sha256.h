/*
 * sha256.h
 *    SHA-256 of text, by OpenSSL's libcrypto, loaded at the first use.
 */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stdbool.h>

#include "base/content.h"
#include "base/error.h"
#include "base/str.h"

enum
{
    SHA256_SIZE = 32,
    SHA256_HEX_SIZE = 65, /* with the terminator */
};

typedef struct Sha256
{
    unsigned char bytes[SHA256_SIZE];
} Sha256;

/*
 * Hash the text as if every CR LF were LF and the white space at its end were
 * absent: a checkout on another system or a touch at the end changes nothing.
 */
MUST_CHECK bool sha256_of_text(Str text, Sha256 *ret_digest, Error *err);

/* The same of a part of a content, which goes out of memory again on the way. */
MUST_CHECK bool sha256_of_content(const Content *content, Str text, Sha256 *ret_digest, Error *err);

bool sha256_equal(const Sha256 *left, const Sha256 *right);
void sha256_to_hex(const Sha256 *digest, char ret_hex[SHA256_HEX_SIZE]);
MUST_CHECK bool sha256_from_hex(Str hex, Sha256 *ret_digest);

#endif /* BASE_SHA256_H */
