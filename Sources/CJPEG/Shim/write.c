#include <stdlib.h>

#include "messages.h"

#include <jerror.h>

// libjpeg's own memory destination loses track of its buffer when a write fails; this one never does.
typedef struct {
  cjpeg_landing landing;
  struct jpeg_destination_mgr destination;
  struct jpeg_compress_struct codec;
  uint8_t *bytes;
  size_t capacity;
} writer;

static void grow(writer *out, size_t capacity) {
  uint8_t *bytes = realloc(out->bytes, capacity);
  if (!bytes) ERREXIT1(&out->codec, JERR_OUT_OF_MEMORY, 0);
  out->destination.next_output_byte = bytes + out->capacity;
  out->destination.free_in_buffer = capacity - out->capacity;
  out->bytes = bytes;
  out->capacity = capacity;
}

static void start_buffer(j_compress_ptr codec) { grow(codec->client_data, 8192); }

// libjpeg calls this when the buffer is full, whatever its pointers then say.
static boolean buffer_is_full(j_compress_ptr codec) {
  writer *out = codec->client_data;
  grow(out, 2 * out->capacity);
  return TRUE;
}

static void keep_buffer(j_compress_ptr codec) { (void)codec; }

// All that can jump, in a function of its own: nothing here is read after a jump but `out`, which lies in the
// caller.
static bool write_all(
    writer *out, const uint8_t *pixels, uint32_t width, uint32_t height, int quality) {
  out->codec.err = cjpeg_prepare_landing(&out->landing);
  out->codec.client_data = out;
  if (setjmp(out->landing.destination)) return false;
  jpeg_create_compress(&out->codec);  // keeps err and client_data
  out->destination.init_destination = start_buffer;
  out->destination.empty_output_buffer = buffer_is_full;
  out->destination.term_destination = keep_buffer;
  out->codec.dest = &out->destination;
  out->codec.image_width = width;
  out->codec.image_height = height;
  out->codec.input_components = 1;
  out->codec.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&out->codec);
  jpeg_set_quality(&out->codec, quality, TRUE);
  jpeg_start_compress(&out->codec, TRUE);
  for (uint32_t y = 0; y < height; y++) {
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)y * width);
    jpeg_write_scanlines(&out->codec, &row, 1);
  }
  jpeg_finish_compress(&out->codec);
  return true;
}

bool cjpeg_encode_gray(
    const uint8_t *pixels, uint32_t width, uint32_t height, int quality,
    uint8_t **encoded, size_t *count, char *message) {
  writer out = {0};
  bool done = write_all(&out, pixels, width, height, quality);
  jpeg_destroy_compress(&out.codec);
  if (!done) {
    cjpeg_copy_message(message, out.landing.message);
    free(out.bytes);
    return false;
  }
  *encoded = out.bytes;
  *count = out.capacity - out.destination.free_in_buffer;
  return true;
}

void cjpeg_free(uint8_t *encoded) { free(encoded); }
