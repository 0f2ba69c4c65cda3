#include <stdlib.h>
#include <string.h>

#include "messages.h"

// The landing stays at one address for libpng's sake, so the reader is never moved.
struct cpng_reader {
  cpng_landing landing;
  png_structp png;
  png_infop info;
  const uint8_t *bytes;
  size_t count;
  size_t position;
  bool tolerant;
  bool truncated;
};

static void read_bytes(png_structp png, png_bytep destination, size_t wanted) {
  cpng_reader *reader = png_get_io_ptr(png);
  if (wanted > reader->count - reader->position) {
    reader->truncated = true;
    png_error(png, "the file ends early");
  }
  memcpy(destination, reader->bytes + reader->position, wanted);
  reader->position += wanted;
}

static void limit_and_simplify(png_structp png, bool tolerant) {
  // The caller judges the size; libpng's own limit of a million a side would only give it other words.
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  // Colour profiles, texts and the like do not change how we read, and some unpack to far more than
  // they are: -1 skips all of them but the header, palette, transparency, pixels and end.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_chunk_malloc_max(png, 1 << 20);
  png_set_chunk_cache_max(png, 16);
  if (tolerant) {
    png_set_crc_action(png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
    png_set_benign_errors(png, 1);
    png_set_option(png, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
    // Some programs write down a smaller window than they have used.
    png_set_option(png, PNG_MAXIMUM_INFLATE_WINDOW, PNG_OPTION_ON);
  } else {
    // Else libpng leaves out a transparency with a wrong check sum without a word.
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_set_benign_errors(png, 0);
  }
}

static bool failed(cpng_reader *reader, bool *truncated, char *message) {
  *truncated = reader->truncated;
  cpng_copy_message(message, reader->landing.message);
  return false;
}

cpng_reader *cpng_open(
    const uint8_t *bytes, size_t count, bool tolerant, cpng_header *header, bool *truncated, char *message) {
  cpng_reader *reader = calloc(1, sizeof *reader);
  if (!reader) {
    *truncated = false;
    cpng_copy_message(message, "out of memory");
    return NULL;
  }
  reader->bytes = bytes;
  reader->count = count;
  reader->tolerant = tolerant;
  // Even making the structure can fail through the error exit.
  if (setjmp(reader->landing.destination)) {
    failed(reader, truncated, message);
    cpng_close(reader);
    return NULL;
  }
  reader->png = png_create_read_struct(
      PNG_LIBPNG_VER_STRING, &reader->landing, cpng_fail, cpng_ignore_warning);
  if (reader->png) reader->info = png_create_info_struct(reader->png);
  if (!reader->info) {
    cpng_copy_message(reader->landing.message, "out of memory");
    failed(reader, truncated, message);
    cpng_close(reader);
    return NULL;
  }
  limit_and_simplify(reader->png, tolerant);
  png_set_read_fn(reader->png, reader, read_bytes);
  png_read_info(reader->png, reader->info);

  int color_type = png_get_color_type(reader->png, reader->info);
  bool transparent = (color_type & PNG_COLOR_MASK_ALPHA)
      || png_get_valid(reader->png, reader->info, PNG_INFO_tRNS);
  header->width = png_get_image_width(reader->png, reader->info);
  header->height = png_get_image_height(reader->png, reader->info);
  header->channels = ((color_type & PNG_COLOR_MASK_COLOR) ? 3 : 1) + (transparent ? 1 : 0);
  header->bit_depth = png_get_bit_depth(reader->png, reader->info);
  header->interlaced =
      png_get_interlace_type(reader->png, reader->info) != PNG_INTERLACE_NONE;
  return reader;
}

bool cpng_start(cpng_reader *reader, bool sixteen_bits, bool *truncated, char *message) {
  if (setjmp(reader->landing.destination)) return failed(reader, truncated, message);
  png_set_expand(reader->png);
  // Rounds to nearest, where png_set_strip_16 would cut off.
  if (!sixteen_bits) png_set_scale_16(reader->png);
  // Without png_set_interlace_handling the rows come as stored, pass by pass.
  png_start_read_image(reader->png);
  return true;
}

/// Whether libpng has written the last row: with that row it looks for the end of the compressed pixels, too, and may
/// fail there.
static bool has_all_rows(const cpng_reader *reader) {
  if (png_get_interlace_type(reader->png, reader->info) != PNG_INTERLACE_NONE) {
    return png_get_current_pass_number(reader->png) >= PNG_INTERLACE_ADAM7_PASSES;
  }
  return png_get_current_row_number(reader->png)
      >= png_get_image_height(reader->png, reader->info);
}

bool cpng_read_row(cpng_reader *reader, uint8_t *row, bool *truncated, char *message) {
  if (setjmp(reader->landing.destination)) {
    return (reader->tolerant && has_all_rows(reader)) || failed(reader, truncated, message);
  }
  png_read_row(reader->png, row, NULL);
  return true;
}

bool cpng_finish(cpng_reader *reader, bool *truncated, char *message) {
  if (setjmp(reader->landing.destination)) return failed(reader, truncated, message);
  png_read_end(reader->png, NULL);
  return true;
}

void cpng_close(cpng_reader *reader) {
  if (!reader) return;
  if (reader->png) png_destroy_read_struct(&reader->png, &reader->info, NULL);
  free(reader);
}
