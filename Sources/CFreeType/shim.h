// What Swift cannot see of FreeType (macros), and what differs between its versions (the integer types inside
// FT_Outline changed in 2.13.3): a few inline functions with plain types. FreeType reports errors by return code only.

#ifndef LEGIBLE_CFREETYPE_SHIM_H
#define LEGIBLE_CFREETYPE_SHIM_H

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include FT_BITMAP_H

static inline int legible_face_is_scalable(FT_Face face) { return FT_IS_SCALABLE(face) != 0; }
static inline int legible_face_has_kerning(FT_Face face) { return FT_HAS_KERNING(face) != 0; }

// 0 if the face has a Unicode character map, which is then the current one.
static inline FT_Error legible_select_unicode(FT_Face face) {
  return FT_Select_Charmap(face, FT_ENCODING_UNICODE);
}

// Loads a glyph's outline in font units. Non-zero if there is none.
static inline FT_Error legible_load_outline(FT_Face face, unsigned int glyph) {
  FT_Error error = FT_Load_Glyph(face, glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP);
  if (error) return error;
  return face->glyph->format == FT_GLYPH_FORMAT_OUTLINE ? 0 : -1;
}

static inline int legible_outline_points(FT_Face face) { return (int)face->glyph->outline.n_points; }
static inline int legible_outline_contours(FT_Face face) { return (int)face->glyph->outline.n_contours; }
static inline FT_Vector legible_outline_point(FT_Face face, int index) {
  return face->glyph->outline.points[index];
}
// 0: control point of a conic, 1: on the curve, 2: control point of a cubic.
static inline unsigned char legible_outline_tag(FT_Face face, int index) {
  return (unsigned char)FT_CURVE_TAG(face->glyph->outline.tags[index]);
}
static inline int legible_outline_end(FT_Face face, int contour) {
  return (int)face->glyph->outline.contours[contour];
}

static inline long legible_kerning(FT_Face face, unsigned int left, unsigned int right) {
  FT_Vector kerning = {0, 0};
  return FT_Get_Kerning(face, left, right, FT_KERNING_UNSCALED, &kerning) ? 0 : kerning.x;
}

// Fills an outline into an 8-bit coverage bitmap, top row first. Points are in 26.6 fixed point with y upwards from
// the bottom row; `bolder` grows (or, negative, shrinks) every stroke by that many 26.6 units, about its middle.
static inline FT_Error legible_fill_outline(FT_Library library, FT_Vector *points, unsigned char *tags, int point_count,
                                            unsigned short *ends, int contour_count, long bolder,
                                            unsigned char *coverage, int width, int height) {
  FT_Outline outline;
  FT_Bitmap bitmap;
  FT_Error error;
  outline.n_points = (short)point_count;
  outline.n_contours = (short)contour_count;
  outline.points = points;
  outline.tags = (void *)tags;
  outline.contours = (void *)ends;
  outline.flags = FT_OUTLINE_NONE;
  if (bolder) {
    error = FT_Outline_Embolden(&outline, bolder);
    if (error) return error;
    FT_Outline_Translate(&outline, -bolder / 2, -bolder / 2);
  }
  FT_Bitmap_Init(&bitmap);
  bitmap.rows = (unsigned int)height;
  bitmap.width = (unsigned int)width;
  bitmap.pitch = width;
  bitmap.buffer = coverage;
  bitmap.num_grays = 256;
  bitmap.pixel_mode = FT_PIXEL_MODE_GRAY;
  return FT_Outline_Get_Bitmap(library, &outline, &bitmap);
}

#endif
