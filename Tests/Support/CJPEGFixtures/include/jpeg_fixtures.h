// JPEG files of the kinds that Legible reads but never writes, for its tests.

#ifndef JPEG_FIXTURES_H
#define JPEG_FIXTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  jpeg_fixture_gray,
  /// From RGB pixels.
  jpeg_fixture_ycbcr,
  /// RGB stored as RGB.
  jpeg_fixture_rgb,
  /// Four inks, stored as they are given.
  jpeg_fixture_cmyk,
  /// Four inks, the first three stored as YCC.
  jpeg_fixture_ycck,
} jpeg_fixture_kind;

typedef struct {
  jpeg_fixture_kind kind;
  int quality;
  bool progressive;
  bool arithmetic;
  /// Columns and rows of luma for one of chroma, 1 to 4.
  int columns_sampled, rows_sampled;
  /// Writes the Adobe marker, as libjpeg does of itself for inks.
  bool adobe;
  /// MCU rows between restart markers; 0 for none.
  int restart_rows;
  /// A scan for each component, where the file is not progressive anyway.
  bool separate_scans;
} jpeg_fixture_options;

/// Encodes `pixels`, `[height, width, channels]` with 1, 3 or 4 channels by the kind. The file is to be freed
/// with `free`. A failure of libjpeg prints its words and exits: a test that cannot make its input has no
/// result.
uint8_t *jpeg_fixture(
    const uint8_t *pixels, unsigned width, unsigned height, jpeg_fixture_options options, size_t *count);

#endif
