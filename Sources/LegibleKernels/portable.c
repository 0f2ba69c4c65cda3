// The reference: plain loops, one for each sum in the contract. Slow, and what the other sets are tested against.
#include "table.h"

#define SET(name) name##_portable
#include "elementwise.h"
#include "quantized.h"

static void product_portable(const LegibleProduct *p) {
  for (int64_t m = 0; m < p->rows; m++)
    for (int64_t n = 0; n < p->columns; n += LegiblePanel) {
      // One panel's columns together: the inner loop runs along the packed weights.
      float sum[LegiblePanel] = {0};
      const float *panel = p->weights + n * p->packedDepth;
      for (int64_t s = 0; s < p->segments; s++)
        for (int64_t k = 0; k < p->depth; k++) {
          float x = p->input[s * p->segmentStride + m * p->inputStride + k];
          const float *weights = panel + (s * p->depth + k) * LegiblePanel;
          for (int j = 0; j < LegiblePanel; j++) sum[j] += x * weights[j];
        }
      for (int64_t j = 0; j < LegiblePanel && n + j < p->columns; j++) {
        float *out = p->output + m * p->outputStride + n + j;
        float value = sum[j] + (p->bias ? p->bias[n + j] : 0);
        if (p->accumulate) value += *out;
        *out = p->relu && value < 0 ? 0 : value;
      }
    }
}

static void outer_product_portable(const LegibleOuterProduct *p) {
  for (int64_t start = 0; start < p->positions; start += LegibleOuterBlock)
    for (int64_t m = 0; m < p->rows; m++)
      for (int64_t k = start; k < p->positions && k < start + LegibleOuterBlock; k++) {
        float x = p->left[k * p->leftStride + m];
        const float *restrict right = p->right + k * p->rightStride;
        float *restrict out = p->output + m * p->outputStride;
        for (int64_t n = 0; n < p->columns; n++) out[n] += x * right[n];
      }
}

#define INLINE static inline
#define UNROLL
typedef float Vector;
enum { VectorFloats = 1 };
#define zero() 0.0f
#define load(from) (*(from))
#define store(to, value) (*(to) = (value))
#define load_some(from, n) ((void)(n), *(from))
#define store_some(to, value, n) ((void)(n), *(to) = (value))
#define broadcast_value(x) ((float)(x))
#define multiply_add(a, b, c) ((a) * (b) + (c))
#define add_vectors(a, b) ((a) + (b))
#define subtract_vectors(a, b) ((a) - (b))
#define multiply_vectors(a, b) ((a) * (b))
#define rectify(a) ((a) < 0 ? 0 : (a))
#define maximum(a, b) ((a) != (a) || (a) > (b) ? (a) : (b))
#include "pooling.h"
#include "winograd.h"

#include "quantized_plain.h"
#include "quantized_products.h"

#include "entries.h"
const LegibleTable legible_table_portable = ENTRIES;
