// The functions that exist once per instruction set. dispatch.c calls through the table in use.
#ifndef LEGIBLE_TABLE_H
#define LEGIBLE_TABLE_H

#include "LegibleKernels.h"

typedef struct {
  void (*product)(const LegibleProduct *);
  void (*outer_product)(const LegibleOuterProduct *);
  void (*winograd_input)(const LegibleWinogradInput *);
  void (*winograd_output_gradient)(const LegibleWinogradInput *);
  void (*winograd_output)(const LegibleWinogradOutput *);
  void (*winograd_weights)(const LegibleWinogradWeights *);
  void (*winograd_weights_gradient)(const LegibleWinogradWeightsGradient *);
  void (*quantized_product)(const LegibleQuantizedProduct *);
  void (*quantized_pairs)(const LegibleQuantizedPairs *);
  void (*pairs_input)(const LegiblePairsInput *);
  void (*quantize)(const float *, float, float, float, uint8_t *, int64_t, int64_t, int64_t);
  void (*max_pool_bytes)(const LegibleMaxPoolBytes *);
  void (*lstm_step)(float *, const float *, float *, float *, int64_t);
  void (*lstm_step_gradient)(const float *, const float *, const float *, const float *, float *, float *, int64_t);
  void (*channel_sums)(const float *, int64_t, int64_t, float *, float *);
  void (*scale_shift)(const float *, const float *, const float *, bool, float *, int64_t, int64_t);
  void (*norm_gradient_sums)(const float *, const float *, const float *, const float *, bool, int64_t, int64_t,
                             float *, float *);
  void (*norm_gradient)(const float *, const float *, const float *, const float *, const float *, const float *,
                        const float *, bool, float *, int64_t, int64_t);
  void (*relu_gradient)(const float *, const float *, float *, int64_t);
  void (*add)(const float *, float *, int64_t);
  void (*scale)(float, float *, int64_t);
  void (*max_pool)(const LegibleMaxPool *);
  void (*max_pool_gradient)(const LegibleMaxPoolGradient *);
  void (*adamw)(const LegibleAdamW *, const float *, float *, float *, float *, int64_t);
  void (*moving_average)(const float *, float, float *, int64_t);
} LegibleTable;

extern const LegibleTable legible_table_portable;
#if defined(__x86_64__)
extern const LegibleTable legible_table_avx2;
extern const LegibleTable legible_table_avx512;
// The products of bytes where the AVX-512 set finds VNNI.
void legible_quantized_product_vnni(const LegibleQuantizedProduct *);
void legible_quantized_pairs_vnni(const LegibleQuantizedPairs *);
#elif defined(__aarch64__)
extern const LegibleTable legible_table_neon;
#endif

// Positions that an outer product sums in registers before it goes back to memory: two blocks of 256 rows stay in the
// second-level cache together.
enum { LegibleOuterBlock = 256 };

#endif
