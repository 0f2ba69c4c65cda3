#include <stdlib.h>
#include <string.h>

#include "messages.h"

typedef struct {
  cpng_landing landing;
  png_structp png;
  png_infop info;
  uint8_t *bytes;
  size_t count;
  size_t capacity;
} writer;

static void append_bytes(png_structp png, png_bytep source, size_t added) {
  writer *out = png_get_io_ptr(png);
  if (added > out->capacity - out->count) {
    size_t capacity = 2 * out->capacity + added + 1024;
    uint8_t *bytes = realloc(out->bytes, capacity);
    if (!bytes) png_error(png, "out of memory");
    out->bytes = bytes;
    out->capacity = capacity;
  }
  memcpy(out->bytes + out->count, source, added);
  out->count += added;
}

static void flush_nothing(png_structp png) { (void)png; }

// All that can jump, in a function of its own: nothing here is read after a jump but `out`, which lies in the
// caller.
static bool write_all(
    writer *out, const uint8_t *pixels, uint32_t width, uint32_t height, int channels) {
  if (setjmp(out->landing.destination)) return false;
  out->png = png_create_write_struct(
      PNG_LIBPNG_VER_STRING, &out->landing, cpng_fail, cpng_ignore_warning);
  if (out->png) out->info = png_create_info_struct(out->png);
  if (!out->info) {
    cpng_copy_message(out->landing.message, "out of memory");
    return false;
  }
  png_set_user_limits(out->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_write_fn(out->png, out, append_bytes, flush_nothing);
  png_set_IHDR(
      out->png, out->info, width, height, 8,
      channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB,
      PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(out->png, out->info);
  for (uint32_t y = 0; y < height; y++) {
    png_write_row(out->png, pixels + (size_t)y * width * (size_t)channels);
  }
  png_write_end(out->png, NULL);
  return true;
}

bool cpng_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, int channels,
    uint8_t **encoded, size_t *count, char *message) {
  writer out = {0};
  bool done = write_all(&out, pixels, width, height, channels);
  if (out.png) png_destroy_write_struct(&out.png, &out.info);
  if (!done) {
    cpng_copy_message(message, out.landing.message);
    free(out.bytes);
    return false;
  }
  *encoded = out.bytes;
  *count = out.count;
  return true;
}

void cpng_free(uint8_t *encoded) { free(encoded); }
