#include <stdlib.h>

#include "messages.h"

#include <jerror.h>

struct cjpeg_reader {
  cjpeg_landing landing;
  struct jpeg_progress_mgr progress;
  struct jpeg_decompress_struct codec;
  const uint8_t *bytes;
  size_t count;
  bool started;
  int scan_limit;
  bool over_scan_limit;
  /// libjpeg has wanted more than there is.
  bool ended;
  /// Bytes at the end that belong to no segment and no pixels.
  size_t skipped_at_end;
  /// Pixels are lost: the words of the first warning that says so, and whether the bytes were at their end.
  bool damaged;
  bool damaged_by_end;
  char damage[CJPEG_MESSAGE_SIZE];
};

// The codec of a reader knows it by `client_data`.
static cjpeg_reader *reader_of(j_common_ptr codec) { return codec->client_data; }

/// Called when libjpeg wants more than there is. Before the pixels that is a failure. Among them libjpeg gets
/// an end mark that the file lacks: the decoder asks for bytes long before it needs them, so that a file
/// without its last two bytes may have all its pixels. Where it has not, a warning follows.
static boolean end_of_bytes(j_decompress_ptr codec) {
  static const JOCTET end_mark[] = {0xFF, JPEG_EOI};
  cjpeg_reader *reader = reader_of((j_common_ptr)codec);
  reader->ended = true;
  if (!reader->started) ERREXIT(codec, JERR_INPUT_EOF);
  codec->src->next_input_byte = end_mark;
  codec->src->bytes_in_buffer = sizeof end_mark;
  return TRUE;
}

static void note_damage(cjpeg_reader *reader, const char *words) {
  if (reader->damaged) return;
  reader->damaged = true;
  reader->damaged_by_end = reader->ended;
  cjpeg_copy_message(reader->damage, words);
}

/// Keeps the warnings that mean lost pixels. The others are about what no pixel depends on: bytes between the
/// end of a stretch of pixels, all of which have come, and the next marker (webcams and scanners pad there),
/// odd values of headers, profiles and versions.
static void judge_warning(j_common_ptr codec, int level) {
  if (level >= 0) return;  // a trace, not a warning
  switch (codec->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_BOGUS_PROGRESSION: {
      char words[JMSG_LENGTH_MAX];
      codec->err->format_message(codec, words);
      note_damage(reader_of(codec), words);
      break;
    }
    case JWRN_EXTRANEOUS_DATA:
      // Looking for a marker, libjpeg has come to the end.
      if (reader_of(codec)->ended) reader_of(codec)->skipped_at_end = (size_t)codec->err->msg_parm.i[0];
      break;
    default:
      break;
  }
}

static void limit_scans(j_common_ptr codec) {
  cjpeg_reader *reader = reader_of(codec);
  if (reader->codec.input_scan_number > reader->scan_limit) {
    snprintf(
        reader->landing.message, sizeof reader->landing.message, "more than %d scans", reader->scan_limit);
    reader->over_scan_limit = true;
    longjmp(reader->landing.destination, 1);
  }
}

static bool failed(cjpeg_reader *reader, bool *truncated, char *message) {
  *truncated = reader->ended;
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
  reader->bytes = bytes;
  reader->count = count;
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
  reader->started = true;
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

/// Up to where libjpeg has read the file, apart from what it skipped at the end.
static size_t read_bytes(const cjpeg_reader *reader) {
  // At the end libjpeg reads the end mark made up for it, which lies elsewhere.
  if (reader->ended) return reader->count - reader->skipped_at_end;
  return (size_t)(reader->codec.src->next_input_byte - reader->bytes);
}

/// Looks for zeros where pixels should be: programs that fetch files reserve their whole length first, and an
/// interrupted one leaves zeros at the end. To libjpeg these are codes like any others.
static void look_for_zeros(cjpeg_reader *reader) {
  // libjpeg reads at most 8 bytes ahead of what it decodes; more than that, and the zeros were decoded.
  const size_t ahead = 16;
  size_t tail = reader->count;
  while (tail > 0 && reader->bytes[tail - 1] == 0) tail--;
  if (read_bytes(reader) < tail + ahead) return;
  reader->ended = true;
  note_damage(reader, "the pixels end in zeros");
}

/// Looks for what a file lacks that ends between two scans: of that libjpeg says nothing.
static void look_for_missing_scans(cjpeg_reader *reader) {
  // The end of arithmetic coding reads like zeros without end, so that nothing tells how much is missing.
  if (reader->codec.arith_code && reader->ended) note_damage(reader, "the end of the pixels is missing");
  for (int index = 0; index < reader->codec.num_components; index++) {
    jpeg_component_info *component = &reader->codec.comp_info[index];
    if (!component->component_needed) continue;
    // libjpeg keeps the table of a component from its first scan on.
    bool missing = !component->quant_table;
    // The bits of each coefficient that are still to come, -1 for all.
    if (!missing && reader->codec.coef_bits) {
      for (int k = 0; k < DCTSIZE2; k++) missing |= reader->codec.coef_bits[index][k] != 0;
    }
    if (missing) note_damage(reader, "scans are missing");
  }
}

bool cjpeg_is_whole(cjpeg_reader *reader, bool *truncated, char *message) {
  look_for_zeros(reader);
  look_for_missing_scans(reader);
  *truncated = reader->damaged_by_end;
  cjpeg_copy_message(message, reader->damage);
  return !reader->damaged;
}

size_t cjpeg_failed_segment(const cjpeg_reader *reader) {
  if (reader->over_scan_limit) return 0;
  size_t position = read_bytes(reader);
  // Between pixels a byte FF is followed by 00 or is a restart marker: what else follows it is a segment's.
  int wanted = reader->codec.unread_marker;
  for (; position >= 2; position--) {
    const uint8_t *mark = reader->bytes + position - 2;
    bool segment = mark[1] > 0x01 && mark[1] < 0xFF && !(mark[1] >= 0xD0 && mark[1] <= 0xD7);
    if (mark[0] == 0xFF && segment && (!wanted || mark[1] == wanted)) return position - 2;
  }
  return 0;
}

void cjpeg_close(cjpeg_reader *reader) {
  if (!reader) return;
  jpeg_destroy_decompress(&reader->codec);
  free(reader);
}
