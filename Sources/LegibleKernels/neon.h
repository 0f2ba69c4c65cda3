// NEON: 32 registers of 4 floats. A tile of 12 rows by 8 columns takes 24 of them; of two rows more,
// compilers spill some. See vectors.h.
#include <arm_neon.h>

#define SET(name) legible_##name##_neon
#define VectorFloats 4
#define TileRows 12
#define TILE_CASES \
  CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8) CASE(9) CASE(10) CASE(11) CASE(12)

typedef float32x4_t Vector;

INLINE Vector zero(void) { return vdupq_n_f32(0); }

INLINE Vector load(const float *from) { return vld1q_f32(from); }

INLINE void store(float *to, Vector value) { vst1q_f32(to, value); }

// There are no masks: the first n floats, 0 to 4, go in halves and single lanes, and nothing beyond them is
// touched.
static inline Vector load_some(const float *from, int64_t n) {
  if (n == 4) return vld1q_f32(from);
  Vector value = vdupq_n_f32(0);
  if (n & 2) value = vcombine_f32(vld1_f32(from), vdup_n_f32(0));
  if (n == 3) return vld1q_lane_f32(from + 2, value, 2);
  return n == 1 ? vld1q_lane_f32(from, value, 0) : value;
}

static inline void store_some(float *to, Vector value, int64_t n) {
  if (n == 4) return vst1q_f32(to, value);
  if (n & 2) vst1_f32(to, vget_low_f32(value));
  if (n == 3) return vst1q_lane_f32(to + 2, value, 2);
  if (n == 1) vst1q_lane_f32(to, value, 0);
}

INLINE Vector broadcast(const float *from) { return vld1q_dup_f32(from); }

INLINE Vector broadcast_value(float x) { return vdupq_n_f32(x); }

INLINE Vector multiply_add(Vector a, Vector b, Vector c) { return vfmaq_f32(c, a, b); }

INLINE Vector add_vectors(Vector a, Vector b) { return vaddq_f32(a, b); }

INLINE Vector subtract_vectors(Vector a, Vector b) { return vsubq_f32(a, b); }

INLINE Vector multiply_vectors(Vector a, Vector b) { return vmulq_f32(a, b); }

// A NaN on either side wins.
INLINE Vector rectify(Vector a) { return vmaxq_f32(vdupq_n_f32(0), a); }

// A NaN wins; of equal ones the second.
INLINE Vector maximum(Vector a, Vector b) {
  return vbslq_f32(vornq_u32(vcgtq_f32(a, b), vceqq_f32(a, a)), a, b);
}

#include VECTORS

#undef SET
#undef VectorFloats
#undef TileRows
#undef TILE_CASES
