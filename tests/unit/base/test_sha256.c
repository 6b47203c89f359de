/* Unit tests of base/sha256.c. */
#include "base/sha256.h"

#include <string.h>

#include "harness/test.h"

#define HASH_EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define HASH_ABC   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static Sha256
hash_of(Str text)
{
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Sha256 digest;

    CHECK(sha256_of_text(text, &digest, &err));

    return digest;
}

static bool
same(Str left, Str right)
{
    const Sha256 left_digest = hash_of(left);
    const Sha256 right_digest = hash_of(right);

    return sha256_equal(&left_digest, &right_digest);
}

TEST(known_vectors)
{
    static const struct
    {
        Str text;
        const char *hex;
    } cases[] = {
        {{"", 0}, HASH_EMPTY},
        {{NULL, 0}, HASH_EMPTY},
        {{"abc", 3}, HASH_ABC},
        {{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56},
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        const Sha256 digest = hash_of(cases[index].text);
        char hex[SHA256_HEX_SIZE];

        sha256_to_hex(&digest, hex);
        CHECK_TEXT(hex, cases[index].hex);
    }
}

TEST(line_ends_and_white_space_at_the_end_do_not_count)
{
    static const struct
    {
        Str left;
        Str right;
        bool same;
    } cases[] = {
        {{"a\r\nb", 4}, {"a\nb", 3}, true},
        {{"a\r\nb\r\n", 6}, {"a\nb\n", 4}, true},
        {{"a\nb \t\r\n\v\f\n", 10}, {"a\nb", 3}, true},
        {{" \r\n\t", 4}, {"", 0}, true},
        {{"\r\n\r\na", 5}, {"\n\na", 3}, true},
        {{"a\r\r\nb", 5}, {"a\r\nb", 4}, false}, /* only the CR of a CR LF goes */
        {{"a\rb", 3}, {"ab", 2}, false},
        {{"a\rb", 3}, {"a\nb", 3}, false},
        {{" a", 2}, {"a", 1}, false},
        {{"a  b", 4}, {"a b", 3}, false},
        {{"a \nb", 4}, {"a\nb", 3}, false}, /* white space inside may be a literal's */
        {{"a\n\nb", 4}, {"a\nb", 3}, false},
        {{"a\0", 2}, {"a", 1}, false},
        {{"a;", 2}, {"a", 1}, false},
    };

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
        CHECK(same(cases[index].left, cases[index].right) == cases[index].same);
}

TEST(hex_round_trips)
{
    Sha256 digest;
    Sha256 again;
    char hex[SHA256_HEX_SIZE];

    for (unsigned start = 0; start < 256; start++)
    {
        for (unsigned index = 0; index < SHA256_SIZE; index++)
            digest.bytes[index] = (unsigned char)(start + index * 37);

        sha256_to_hex(&digest, hex);
        CHECK_SIZE(strlen(hex), SHA256_HEX_SIZE - 1);
        CHECK(sha256_from_hex(str_from(hex), &again));
        CHECK(sha256_equal(&digest, &again));
    }
}

TEST(hex_in_capitals_is_read)
{
    Sha256 upper;
    const Sha256 lower = hash_of(STR("abc"));

    CHECK(sha256_from_hex(STR("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"),
                          &upper));
    CHECK(sha256_equal(&upper, &lower));
}

TEST(what_is_no_hex_is_refused_and_leaves_the_digest_alone)
{
    static const Str cases[] = {
        {"", 0},
        {NULL, 0},
        {HASH_ABC, 63},
        {HASH_ABC "0", 65},
        {HASH_ABC HASH_ABC, 128},
        {"g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 64},
        {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85 ", 64},
        {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85\xC5", 64},
        {"0xb0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 64},
    };
    const Sha256 before = hash_of(STR("abc"));
    Sha256 digest = before;

    for (size_t index = 0; index < LENGTH_OF(cases); index++)
    {
        CHECK(!sha256_from_hex(cases[index], &digest));
        CHECK(sha256_equal(&digest, &before));
    }
}
