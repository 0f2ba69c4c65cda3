// JPEG reading and writing with every error jump of libjpeg kept on this side.
//
// A function that can fail returns false (or NULL) and leaves words in `message`, a buffer of
// CJPEG_MESSAGE_SIZE bytes that the caller owns; the words are always terminated.

#ifndef CJPEG_H
#define CJPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CJPEG_MESSAGE_SIZE 256

/// A JPEG file being read, row by row.
typedef struct cjpeg_reader cjpeg_reader;

typedef struct {
  uint32_t width;
  uint32_t height;
  /// Bytes a pixel of `cjpeg_read_row`: 1 luma, 4 CMYK.
  int channels;
  /// The four inks are stored as 255 minus ink, as Adobe's programs do.
  bool inverted;
} cjpeg_header;

/// Reads everything before the pixels. `bytes` must outlive the reader. NULL on failure; here and below
/// `*truncated` then tells whether the bytes were at their end.
cjpeg_reader *cjpeg_open(
    const uint8_t *bytes, size_t count, cjpeg_header *header, bool *truncated, char *message);

/// Starts decoding: here libjpeg allocates, and reads a file of several scans to its end. Fails on a file of
/// more than `scans` scans.
bool cjpeg_start(cjpeg_reader *reader, int scans, bool *truncated, char *message);

/// Writes the next row, `width * channels` bytes. Damaged pixels are no failure: libjpeg makes some up, and
/// `cjpeg_is_whole` tells.
bool cjpeg_read_row(cjpeg_reader *reader, uint8_t *row, bool *truncated, char *message);

/// After the last row: whether all pixels came from the file. False otherwise, `message` being the first
/// damage.
bool cjpeg_is_whole(cjpeg_reader *reader, bool *truncated, char *message);

/// After a failure: where the segment begins that libjpeg could not read, so that what lies before it can be
/// read as a file of its own. 0 where nothing is gained by that.
size_t cjpeg_failed_segment(const cjpeg_reader *reader);

/// Frees the reader. NULL is allowed.
void cjpeg_close(cjpeg_reader *reader);

/// Encodes `pixels`, `[height, width]` luma, at `quality` 1...100.
/// On success `*encoded` is the file, to be freed with `cjpeg_free`.
bool cjpeg_encode_gray(
    const uint8_t *pixels, uint32_t width, uint32_t height, int quality,
    uint8_t **encoded, size_t *count, char *message);

void cjpeg_free(uint8_t *encoded);

#endif
