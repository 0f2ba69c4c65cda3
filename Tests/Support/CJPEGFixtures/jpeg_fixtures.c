#include "jpeg_fixtures.h"

#include <stdio.h>

#include <jpeglib.h>

uint8_t *jpeg_fixture(
    const uint8_t *pixels, unsigned width, unsigned height, jpeg_fixture_options options, size_t *count) {
  static const struct {
    J_COLOR_SPACE given, stored;
    int channels;
  } spaces[] = {
      [jpeg_fixture_gray] = {JCS_GRAYSCALE, JCS_GRAYSCALE, 1},
      [jpeg_fixture_ycbcr] = {JCS_RGB, JCS_YCbCr, 3},
      [jpeg_fixture_rgb] = {JCS_RGB, JCS_RGB, 3},
      [jpeg_fixture_cmyk] = {JCS_CMYK, JCS_CMYK, 4},
      [jpeg_fixture_ycck] = {JCS_CMYK, JCS_YCCK, 4},
  };
  struct jpeg_error_mgr errors;
  struct jpeg_compress_struct codec;
  codec.err = jpeg_std_error(&errors);
  jpeg_create_compress(&codec);
  unsigned char *bytes = NULL;
  unsigned long size = 0;
  jpeg_mem_dest(&codec, &bytes, &size);
  codec.image_width = width;
  codec.image_height = height;
  codec.input_components = spaces[options.kind].channels;
  codec.in_color_space = spaces[options.kind].given;
  jpeg_set_defaults(&codec);
  jpeg_set_colorspace(&codec, spaces[options.kind].stored);
  jpeg_set_quality(&codec, options.quality, TRUE);
  codec.write_Adobe_marker = options.adobe;
  codec.arith_code = options.arithmetic;
  codec.restart_in_rows = options.restart_rows;
  for (int component = 0; component < codec.num_components; component++) {
    codec.comp_info[component].h_samp_factor = component == 0 ? options.columns_sampled : 1;
    codec.comp_info[component].v_samp_factor = component == 0 ? options.rows_sampled : 1;
  }
  jpeg_scan_info scans[4];
  if (options.progressive) {
    jpeg_simple_progression(&codec);
  } else if (options.separate_scans) {
    for (int component = 0; component < codec.num_components; component++) {
      scans[component] = (jpeg_scan_info){.comps_in_scan = 1, .component_index = {component}, .Se = 63};
    }
    codec.scan_info = scans;
    codec.num_scans = codec.num_components;
  }
  jpeg_start_compress(&codec, TRUE);
  for (unsigned y = 0; y < height; y++) {
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)y * width * (size_t)codec.input_components);
    jpeg_write_scanlines(&codec, &row, 1);
  }
  jpeg_finish_compress(&codec);
  jpeg_destroy_compress(&codec);
  *count = size;
  return bytes;
}
