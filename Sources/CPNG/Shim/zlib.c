#include <string.h>

#include <zlib.h>

#include "cpng.h"

size_t cpng_inflate(const uint8_t *bytes, size_t count, uint8_t *unpacked, size_t capacity) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (count > UINT32_MAX || capacity > UINT32_MAX || inflateInit(&stream) != Z_OK) return 0;
  stream.next_in = (Bytef *)bytes;  // zlib reads them only
  stream.avail_in = (uInt)count;
  stream.next_out = unpacked;
  stream.avail_out = (uInt)capacity;
  inflate(&stream, Z_FINISH);
  size_t filled = capacity - stream.avail_out;
  inflateEnd(&stream);
  return filled;
}

uint32_t cpng_crc(const uint8_t *bytes, size_t count) {
  return (uint32_t)crc32_z(0, bytes, count);
}
