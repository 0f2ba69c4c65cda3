// NEON: 32 registers of 4 floats. A tile of 12 rows by 8 columns takes 24 of them; of two rows more, compilers spill some.
#if defined(__aarch64__)

#include "table.h"

#include <arm_neon.h>
#include <math.h>
#include <string.h>

#define SET(name) name##_neon
#include "elementwise.h"
#include "quantized.h"

typedef float32x4_t Vector;
enum { VectorFloats = 4, TileRows = 12 };

// There are no masks: the first n floats, 0 to 4, go in halves and single lanes, and nothing beyond them is touched.
static inline Vector load_first(const float *from, int64_t n) {
  if (n == 4) return vld1q_f32(from);
  Vector value = vdupq_n_f32(0);
  if (n & 2) value = vcombine_f32(vld1_f32(from), vdup_n_f32(0));
  if (n == 3) return vld1q_lane_f32(from + 2, value, 2);
  return n == 1 ? vld1q_lane_f32(from, value, 0) : value;
}

static inline void store_first(float *to, Vector value, int64_t n) {
  if (n == 4) return vst1q_f32(to, value);
  if (n & 2) vst1_f32(to, vget_low_f32(value));
  if (n == 3) return vst1q_lane_f32(to + 2, value, 2);
  if (n == 1) vst1q_lane_f32(to, value, 0);
}

// A NaN wins; of equal ones the second.
static inline Vector maximum(Vector a, Vector b) {
  return vbslq_f32(vornq_u32(vcgtq_f32(a, b), vceqq_f32(a, a)), a, b);
}

#define zero() vdupq_n_f32(0)
#define load(from) vld1q_f32(from)
#define store(to, value) vst1q_f32(to, value)
#define load_some(from, n) load_first(from, n)
#define store_some(to, value, n) store_first(to, value, n)
#define broadcast(from) vld1q_dup_f32(from)
#define multiply_add(a, b, c) vfmaq_f32(c, a, b)
#define add_vectors(a, b) vaddq_f32(a, b)
#define broadcast_value(x) vdupq_n_f32(x)
#define subtract_vectors(a, b) vsubq_f32(a, b)
#define multiply_vectors(a, b) vmulq_f32(a, b)
#define rectify(a) vmaxq_f32(vdupq_n_f32(0), a)  // a NaN on either side wins
#define TILE_CASES CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8) CASE(9) CASE(10) CASE(11) CASE(12)
#include "products.h"
#include "pooling.h"
#include "winograd.h"
#include "quantized_plain.h"
#include "quantized_products.h"

#include "entries.h"
const LegibleTable legible_table_neon = ENTRIES;

#endif
