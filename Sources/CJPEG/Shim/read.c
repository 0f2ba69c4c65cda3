#include <stdlib.h>

#include "messages.h"

#include <jerror.h>

struct cjpeg_reader {
  cjpeg_landing landing;
  struct jpeg_progress_mgr progress;
  struct jpeg_decompress_struct codec;
  int scan_limit;
  bool truncated;
};

// The codec of a reader knows it by `client_data`.
static cjpeg_reader *reader_of(j_common_ptr codec) { return codec->client_data; }

/// Called when libjpeg wants more than there is. Its own memory source would warn, make up an end mark and
/// let the rest of the picture be gray.
static boolean end_of_bytes(j_decompress_ptr codec) {
  reader_of((j_common_ptr)codec)->truncated = true;
  ERREXIT(codec, JERR_INPUT_EOF);
  return FALSE;
}

/// Turns the warnings that mean broken pixels into failures.
static void judge_warning(j_common_ptr codec, int level) {
  if (level >= 0) return;  // a trace, not a warning
  switch (codec->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_BOGUS_PROGRESSION:
    case JWRN_JPEG_EOF:
      cjpeg_fail(codec);
    case JWRN_EXTRANEOUS_DATA: {
      // Cameras pad between segments and before the end mark; between scans, bytes have been lost or changed.
      int marker = codec->err->msg_parm.i[1];
      bool restart_or_scan = (marker >= 0xD0 && marker <= 0xD7) || marker == 0xDA || marker == 0xC4;
      if (restart_or_scan && ((j_decompress_ptr)codec)->input_scan_number > 0) cjpeg_fail(codec);
      break;
    }
    default:
      break;
  }
}

static void limit_scans(j_common_ptr codec) {
  cjpeg_reader *reader = reader_of(codec);
  if (reader->codec.input_scan_number > reader->scan_limit) {
    snprintf(
        reader->landing.message, sizeof reader->landing.message, "more than %d scans", reader->scan_limit);
    longjmp(reader->landing.destination, 1);
  }
}

static bool failed(cjpeg_reader *reader, bool *truncated, char *message) {
  *truncated = reader->truncated;
  cjpeg_copy_message(message, reader->landing.message);
  return false;
}

cjpeg_reader *cjpeg_open(
    const uint8_t *bytes, size_t count, cjpeg_header *header, bool *truncated, char *message) {
  cjpeg_reader *reader = calloc(1, sizeof *reader);
  if (!reader) {
    *truncated = false;
    cjpeg_copy_message(message, "out of memory");
    return NULL;
  }
  reader->codec.err = cjpeg_prepare_landing(&reader->landing);
  reader->landing.manager.emit_message = judge_warning;
  reader->codec.client_data = reader;
  if (setjmp(reader->landing.destination)) {
    failed(reader, truncated, message);
    cjpeg_close(reader);
    return NULL;
  }
  jpeg_create_decompress(&reader->codec);  // keeps err and client_data
  jpeg_mem_src(&reader->codec, bytes, count);
  reader->codec.src->fill_input_buffer = end_of_bytes;
  jpeg_read_header(&reader->codec, TRUE);

  J_COLOR_SPACE stored = reader->codec.jpeg_color_space;
  bool inks = stored == JCS_CMYK || stored == JCS_YCCK;
  reader->codec.out_color_space = inks ? JCS_CMYK : JCS_GRAYSCALE;
  header->width = reader->codec.image_width;
  header->height = reader->codec.image_height;
  header->channels = inks ? 4 : 1;
  header->inverted = inks && reader->codec.saw_Adobe_marker;
  return reader;
}

bool cjpeg_start(cjpeg_reader *reader, int scans, bool *truncated, char *message) {
  if (setjmp(reader->landing.destination)) return failed(reader, truncated, message);
  reader->scan_limit = scans;
  reader->progress.progress_monitor = limit_scans;
  reader->codec.progress = &reader->progress;
  jpeg_start_decompress(&reader->codec);
  return true;
}

bool cjpeg_read_row(cjpeg_reader *reader, uint8_t *row, bool *truncated, char *message) {
  if (setjmp(reader->landing.destination)) return failed(reader, truncated, message);
  JSAMPROW rows[1] = {row};
  jpeg_read_scanlines(&reader->codec, rows, 1);
  return true;
}

bool cjpeg_finish(cjpeg_reader *reader, bool *truncated, char *message) {
  if (setjmp(reader->landing.destination)) return failed(reader, truncated, message);
  jpeg_finish_decompress(&reader->codec);
  return true;
}

void cjpeg_close(cjpeg_reader *reader) {
  if (!reader) return;
  jpeg_destroy_decompress(&reader->codec);
  free(reader);
}
