/* Unit tests of clickhouse/frame.c: bytes that were tried on 18.16 and 26.7. */
#include "engines/clickhouse/wire/frame.h"

#include <string.h>

#include "harness/test.h"

static void
check_head(size_t size, const unsigned char wanted[9])
{
    unsigned char head[FRAME_HEAD_SIZE + 1];
    static const unsigned char checksum[16];

    memset(head, 0xEE, sizeof(head));
    frame_head(size, head);
    CHECK(memcmp(head, checksum, sizeof(checksum)) == 0);
    CHECK(memcmp(head + 16, wanted, 9) == 0);
    CHECK(head[FRAME_HEAD_SIZE] == 0xEE);
}

TEST(the_head_says_the_method_and_both_sizes_in_little_endian)
{
    check_head(0, (const unsigned char[]){0x02, 9, 0, 0, 0, 0, 0, 0, 0});
    check_head(8, (const unsigned char[]){0x02, 17, 0, 0, 0, 8, 0, 0, 0});
    check_head(0xFF, (const unsigned char[]){0x02, 0x08, 0x01, 0, 0, 0xFF, 0, 0, 0});
    check_head(0x01020304,
               (const unsigned char[]){0x02, 0x0D, 0x03, 0x02, 0x01, 0x04, 0x03, 0x02, 0x01});
    check_head(FRAME_CONTENT_MAX,
               (const unsigned char[]){0x02, 0, 0, 0, 0x40, 0xF7, 0xFF, 0xFF, 0x3F});
}
