// PNG reading and writing with every error jump of libpng kept on this side.
//
// A function that can fail returns false (or NULL) and leaves words in `message`, a buffer of
// CPNG_MESSAGE_SIZE bytes that the caller owns; the words are always terminated.

#ifndef CPNG_H
#define CPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CPNG_MESSAGE_SIZE 256

/// A PNG file being read, row by row.
typedef struct cpng_reader cpng_reader;

typedef struct {
  uint32_t width;
  uint32_t height;
  /// Bytes a pixel of `cpng_read_row`: 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha.
  int channels;
  /// 16 where the file has so many bits a sample, else less.
  int bit_depth;
  /// Stored in seven passes (Adam7); the rows then come pass by pass, each as wide as its pass.
  bool interlaced;
} cpng_header;

/// Reads everything before the pixels. `bytes` must outlive the reader. NULL on failure; here and below
/// `*truncated` then tells whether the bytes were at their end.
/// `tolerant` reads on where check sums are wrong, where the compressed pixels are of an odd form, and where
/// nothing but their end is missing.
cpng_reader *cpng_open(
    const uint8_t *bytes, size_t count, bool tolerant, cpng_header *header, bool *truncated, char *message);

/// Gets ready for rows. Call once, after the header's size has been judged: here libpng allocates its row
/// buffers. `sixteen_bits` leaves samples of a `bit_depth` of 16 as they are: two bytes, the high one first.
bool cpng_start(cpng_reader *reader, bool sixteen_bits, bool *truncated, char *message);

/// Writes the next row: 8 bits a channel, palettes, tRNS and small depths expanded, 16 bits rounded to 8 unless
/// they are left. `row` holds `width * channels` samples.
bool cpng_read_row(cpng_reader *reader, uint8_t *row, bool *truncated, char *message);

/// Reads what follows the pixels, up to the end mark: a file cut off there fails.
bool cpng_finish(cpng_reader *reader, bool *truncated, char *message);

/// Frees the reader. NULL is allowed.
void cpng_close(cpng_reader *reader);

/// Unpacks a zlib stream (RFC 1950) into `unpacked`, at most `capacity` bytes. Returns how many there are; what
/// is behind a fault or does not fit is left out.
size_t cpng_inflate(const uint8_t *bytes, size_t count, uint8_t *unpacked, size_t capacity);

/// The check sum of PNG chunks: CRC-32 of ISO 3309.
uint32_t cpng_crc(const uint8_t *bytes, size_t count);

/// Encodes `pixels`, `[height, width, channels]`, 8 bits, channels 1 (gray) or 3 (RGB).
/// On success `*encoded` is the file, to be freed with `cpng_free`.
bool cpng_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, int channels,
    uint8_t **encoded, size_t *count, char *message);

void cpng_free(uint8_t *encoded);

#endif
