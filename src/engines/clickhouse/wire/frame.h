/*
 * frame.h
 *    A request body that executes whole or not at all.
 *
 * Old servers execute the part of a plain body that arrived before the client died: 18.16
 * always, 21.x and 22.x with Content-Length.  A body in ClickHouse's own compressed format is
 * one frame, and every strict prefix of a frame is refused by all of them (tried byte by byte
 * on 18.16 and 26.7).  Method 0x02 ("NONE") needs no compression library, and the request
 * switches the checksum off (http_native_compression_disable_checksumming_on_decompress=1).
 */
#ifndef CLICKHOUSE_FRAME_H
#define CLICKHOUSE_FRAME_H

#include <stddef.h>
#include <stdint.h>

enum
{
    FRAME_HEAD_SIZE = 25,
    FRAME_CONTENT_MAX = 0x40000000 - 9, /* CompressedReadBufferBase refuses more than 1 GiB */
};

/*
 * The 25 bytes that go in front of size bytes of content: a checksum of zeros, the method, the
 * frame's size from the method byte on, the content's size; both little-endian.
 */
void frame_head(size_t size, unsigned char ret_head[FRAME_HEAD_SIZE]);

#endif /* CLICKHOUSE_FRAME_H */
