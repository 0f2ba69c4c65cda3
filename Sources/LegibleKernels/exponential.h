// The exponential and what recurrent cells make of it, once for each instruction set, in the words of vectors.h: a file of
// kernels includes this at the head of its fast versions. Plain loops over them become the set's vectors.

// exp by 2^n * e^r, |r| <= ln(2)/2, the remainder by the polynomial of Cephes' expf (Moshier, 1989): relative
// error below 2e-7. Saturates at the ends of the float range; a NaN passes through.
static inline float SET(exponential)(float x) {
  x = x > 88.0f ? 88.0f : x;
  x = x < -87.0f ? -87.0f : x;
  // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer without a call.
  float n = (x * 1.44269504088896341f + 12582912.0f) - 12582912.0f;
  float r = x - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  // A NaN has no integer; take 0 for it, and the product below still is NaN.
  int32_t exponent = (int32_t)(n == n ? n : 0.0f);
  uint32_t bits = (uint32_t)(exponent + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return p * power;
}

static inline float SET(sigmoid)(float x) { return 1.0f / (1.0f + SET(exponential)(-x)); }

static inline float SET(hyperbolic_tangent)(float x) {
  return 1.0f - 2.0f / (1.0f + SET(exponential)(2.0f * x));
}
