// The hot loops of Legible, and nothing else. This header is the whole contract.
//
// Arrays are float32, row-major, channels last. Sizes and strides count floats. No function allocates, blocks
// or keeps state; all may be called from any thread on disjoint outputs.
//
// Every element of a result is computed by the same operations in the same order, whatever the number of rows
// in the call and wherever the element lies in it. That is what makes a crop's result the same bits alone and
// in any batch.
//
// A kernel has its contract here, its line in LEGIBLE_KERNELS at the end, and the rest in a file of its own.
#ifndef LEGIBLE_KERNELS_H
#define LEGIBLE_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

// ---- Instruction sets ----------------------------------------------------------------------------------------------

typedef enum {
  LegibleISAPortable = 0,
  LegibleISAAVX2 = 1,    // AVX2 and FMA
  LegibleISAAVX512 = 2,  // AVX-512 F, BW, DQ, VL
  LegibleISANEON = 3,    // what every 64-bit ARM processor has
} LegibleISA;

/// True if this processor runs the set.
bool legible_isa_available(LegibleISA isa);

/// Makes every following call use the set; false, and no change, where the processor lacks it. For tests.
/// At start the best available set is used, or the one that the environment variable LEGIBLE_ISA names
/// (portable, avx2, avx512, neon).
bool legible_isa_select(LegibleISA isa);

/// The set in use.
LegibleISA legible_isa_current(void);

// ---- Matrix products -----------------------------------------------------------------------------------------------

/// Columns in one panel of packed weights, on every instruction set.
enum { LegiblePanel = 32 };

/// Floats that `legible_pack` writes: `depth * columns`, columns rounded up to whole panels.
int64_t legible_packed_size(int64_t depth, int64_t columns);

/// Packs B `[depth, columns]`, element (k, n) at `b[k * depthStride + n * columnStride]`, into panels
/// `[columns / 32][packedDepth][32]`, the last one filled up with zeros. Where `packedDepth` is more than
/// `depth`, this is one slice of a deeper matrix, and `packed` points to the slice's first row in the first
/// panel.
void legible_pack(const float *b, int64_t depthStride, int64_t columnStride, int64_t depth, int64_t columns,
                  float *packed, int64_t packedDepth);

/// output[m, n] = activation(sum over s, k of x[s, m, k] * B[s * depth + k, n]
///                           + bias[n] (+ output[m, n]))
/// x[s, m, k] = input[s * segmentStride + m * inputStride + k]
///
/// With one segment this is the matrix product of a fully connected layer. With `kh` segments, one per kernel
/// row, and `depth = kw * channels` it is a convolution without any copying of the input: in a channels-last
/// picture the kw columns under a kernel row are one contiguous run, and neighbouring outputs share all but
/// one of them.
typedef struct {
  const float *input;
  int64_t segments, segmentStride, inputStride;
  int64_t depth;          // per segment
  const float *weights;   // packed; may start inside the packing, at a whole number of depths
  int64_t packedDepth;    // the depth that the weights were packed with: the distance of two panels, over 32
  const float *bias;      // [columns] or NULL
  float *output;          // [rows, columns]
  int64_t outputStride;
  int64_t rows, columns;
  bool accumulate;        // add to what output holds
  bool relu;
} LegibleProduct;

void legible_product(const LegibleProduct *product);

/// output[m, n] += sum over p < positions of left[p * leftStride + m] * right[p * rightStride + n]
///
/// The gradient of a product with respect to its weights. Positions are summed in order, in blocks of 256.
typedef struct {
  const float *left;
  int64_t leftStride;
  const float *right;
  int64_t rightStride;
  int64_t positions;
  float *output;  // [rows, columns]
  int64_t outputStride;
  int64_t rows, columns;
} LegibleOuterProduct;

void legible_outer_product(const LegibleOuterProduct *product);

// ---- Winograd's convolution -----------------------------------------------------------------------------------------

// A convolution by a 3x3 kernel with zero padding 1, four times four outputs at once (Winograd 1980; F(4x4,
// 3x3) of Lavin and Gray 2016): an output tile needs a patch of 6x6 inputs, transformed into 36 elements for
// each channel. Element e of all tiles and channels, times element e of the transformed weights, is one
// matrix product; the 36 products are transformed back into tiles. That is 36 multiplications where the sum
// itself has 144.
//
//     elements of a strip     [36][tiles][C], `elementStride` floats from one element to the next
//     elements of the weights [36], each packed as a product reads it
//
// The tiles of an item begin at its first column, and nothing of a neighbour enters a patch, so an item's
// bits do not depend on where it lies.

enum { LegibleWinogradTile = 4, LegibleWinogradElements = 36 };

/// A row of neighbouring tiles of one item into their elements.
typedef struct {
  const float *input;         // the first patch's first row and column, which need not exist
  int64_t rowStride, channels;
  int64_t firstRow, endRow;   // rows of the patches that exist; the others are zeros and never read
  int64_t columns;            // columns from the first patch's first one on that exist; zeros follow
  int64_t tiles;              // patches, each four columns from the one before
  float *elements;            // of the first tile
  int64_t elementStride;
} LegibleWinogradInput;

/// Patches of 6x6 inputs, the first column one to the left of the item, its first row one above the tile.
void legible_winograd_input(const LegibleWinogradInput *input);

/// Tiles of 4x4 gradients of outputs: with the elements of the input, the outer products of each element's
/// are the gradient of the weights' elements.
void legible_winograd_output_gradient(const LegibleWinogradInput *outputGradient);

/// Elements of a row of neighbouring tiles back into `activation(sum + bias)`, and its maximum over windows
/// of `poolHeight` by `poolWidth`, each 1 or 2, that lie side by side; a window that is not whole is left
/// out.
typedef struct {
  const float *elements;      // of the first tile
  int64_t elementStride;
  const float *bias;          // [channels] or NULL
  bool relu;
  int64_t poolHeight, poolWidth;
  float *output;              // the first tile's first output
  int64_t rowStride, channels;
  int64_t rows;               // before pooling, at most 4
  int64_t columns;            // before pooling, of all tiles
  int64_t tiles;
} LegibleWinogradOutput;

void legible_winograd_output(const LegibleWinogradOutput *output);

/// Transforms and packs weights; tap t of (k, n) is `weights[k * depthStride + n * columnStride + t]`, or 8 -
/// t for the kernel turned by 180 degrees. Element e is written to `elements + e * elementStride` as
/// `legible_pack` would write it.
typedef struct {
  const float *weights;
  int64_t depthStride, columnStride;
  bool flipped;
  int64_t depth, columns;
  float *elements;
  int64_t elementStride;
} LegibleWinogradWeights;

void legible_winograd_weights(const LegibleWinogradWeights *weights);

/// Adds the gradient of the nine taps, given that of the 36 elements; (k, n) and its taps as above.
typedef struct {
  const float *elements;      // [36][depth][columns]
  int64_t elementStride;
  float *gradient;
  int64_t depthStride, columnStride;
  int64_t depth, columns;
} LegibleWinogradWeightsGradient;

void legible_winograd_weights_gradient(const LegibleWinogradWeightsGradient *gradient);

// ---- Quantised products --------------------------------------------------------------------------------------------

/// Depth of a packed group: what one dot product of bytes takes at once.
enum { LegibleGroup = 4 };

/// Bytes that `legible_quantized_pack` fills: `depth * columns`, columns rounded up to whole panels.
/// - depth: a multiple of LegibleGroup.
int64_t legible_quantized_packed_size(int64_t depth, int64_t columns);

/// Packs B `[depth, columns]`, element (k, n) at `b[k * depthStride + n * columnStride]`, into panels
/// `[columns / 32][packedDepth / 4][32][4]`. Groups and panels are filled up with zeros, so what stands
/// beside the real depth in the other matrix does not matter. `packedDepth`, a multiple of 4, and `packed` as
/// in `legible_pack`: a slice starts at a multiple of 4.
void legible_quantized_pack(const int8_t *b, int64_t depthStride, int64_t columnStride, int64_t depth, int64_t columns,
                            int8_t *packed, int64_t packedDepth);

/// sum[m, n] = initial[n] + sum over s, k of x[s, m, k] * B[s * depth + k, n]
/// value[m, n] = sum[m, n] * scale[n] + bias[n] (+ output[m, n])
///
/// Unsigned by signed bytes into 32-bit sums, exact while depth times segments is at most 65,536 (they wrap
/// beyond), hence the same integers on every instruction set; then a float multiplication and an addition,
/// not fused. x and its segments as in LegibleProduct. Writes either `bytes`, the value rounded to the
/// nearest (ties to even) and cut to 0...largest, or `output`. For quantised results the caller divides scale
/// and bias by the scale of the result and adds its zero point to bias. Integer quantisation as Jacob et al.
/// (2018).
typedef struct {
  const uint8_t *input;
  int64_t segments, segmentStride, inputStride;  // in bytes
  int64_t depth;            // per segment, a multiple of 4
  const int8_t *weights;    // packed; may start inside the packing, at a whole number of depths
  int64_t packedDepth;
  const int32_t *initial;   // [columns] or NULL: minus the input's zero point times the sum of B's column
  const float *scale;       // [columns], finite
  const float *bias;        // [columns], finite, or NULL
  uint8_t *bytes;           // [rows, columns] or NULL
  float largest;            // of bytes: 255 or less
  float *output;            // [rows, columns], where bytes is NULL
  int64_t outputStride;     // elements
  int64_t rows, columns;
  bool accumulate;          // add to what output holds; not with bytes
  bool relu;                // of output; bytes are cut at 0 anyway
} LegibleQuantizedProduct;

void legible_quantized_product(const LegibleQuantizedProduct *product);

/// Two outputs from four products instead of six: a kernel of width 3 by Winograd's F(2, 3) (Lavin and Gray
/// 2016, section 4.1) along the width. With d0...d3 the inputs under a pair of outputs and g0...g2 the
/// kernel:
///
///     V = d0 - d2, d1 + d2, d2 - d1, d1 - d3        U = g0, (g0 + g1 + g2) / 2, (g0 - g1 + g2) / 2, -g2
///     m = V * U       y0 = m0 + m1 + m2        y1 = m1 - m2 + m3
///
/// Input bytes of at most 127 make V fit bytes, all but the second with 128 added, so V is exact. `product`
/// describes a pair as a row, with the first point of V as its input and of U as its weights; the other
/// points lie at the strides. Pair m writes rows 2m and 2m + 1 of the output. `initial` takes part in no sum
/// of its own: the points' `initials` do.
typedef struct {
  LegibleQuantizedProduct product;
  int64_t pointStride;         // bytes from one point of the input to the next
  int64_t weightsPointStride;  // and of the packed weights
  const int32_t *initials[4];  // [columns] each: minus 128 times the sum of the point's weights; not read for the second
} LegibleQuantizedPairs;

void legible_quantized_pairs(const LegibleQuantizedPairs *pairs);

/// The V of `legible_quantized_pairs` for pairs side by side.
typedef struct {
  const uint8_t *input;       // the first pair's d0; bytes at most 127
  int64_t columnStride;       // bytes
  int64_t columns;            // from d0 on that exist; zeros follow
  int64_t pairs, channels;
  uint8_t *points;            // of the first pair: [pairs, channels] for each point
  int64_t pointStride;        // bytes from one point to the next
} LegiblePairsInput;

void legible_pairs_input(const LegiblePairsInput *input);

/// y[p, c] = x[p, c] * inverseScale + zeroPoint, rounded to the nearest (ties to even) and cut to 0...largest;
/// a NaN gives 0.
/// - yStride: bytes from one position to the next in y, at least `channels`; x is dense.
void legible_quantize(const float *x, float inverseScale, float zeroPoint, float largest, uint8_t *y, int64_t yStride,
                      int64_t positions, int64_t channels);

/// Maximum of bytes over windows; see LegibleMaxPool.
typedef struct {
  const uint8_t *input;       // the first window's first position
  int64_t rowStride, columnStride, channels;  // bytes
  int64_t windowHeight, windowWidth;
  int64_t windows;            // side by side
  int64_t windowStride;       // from one to the next, in bytes
  uint8_t *output;            // [windows, channels]
  int64_t outputStride;       // bytes from one window to the next
} LegibleMaxPoolBytes;

void legible_max_pool_bytes(const LegibleMaxPoolBytes *pool);

// ---- Depthwise convolution -----------------------------------------------------------------------------------------

/// output[m, c] = activation(sum over i < segments, j < kernelWidth of
///                           input[i * segmentStride + (m + j) * channels + c] * weights[i, j, c] + bias[c])
///
/// A run of columns of one row of outputs; a segment is a kernel row, as in LegibleProduct, and one that lies
/// outside the strip is left out with its weights. The gradient of the input is the same with the kernel
/// turned by 180 degrees.
typedef struct {
  const float *input;         // under the first output's first kernel column
  int64_t segments, segmentStride;
  int64_t kernelWidth, channels;
  const float *weights;       // [segments, kernelWidth, channels]
  const float *bias;          // [channels] or NULL
  bool relu;
  float *output;              // [columns, channels]
  int64_t columns;
} LegibleDepthwise;

void legible_depthwise(const LegibleDepthwise *depthwise);

/// gradient[j, c] += sum over m < columns of input[m + j, c] * outputGradient[m, c]
///
/// The gradient of one kernel row's weights, from one run of columns of one row. Columns are summed in order
/// onto what gradient holds, so their bits do not depend on how many come in one call.
typedef struct {
  const float *input;           // [columns + kernelWidth - 1, channels]
  const float *outputGradient;  // [columns, channels]
  int64_t columns, kernelWidth, channels;
  float *gradient;              // [kernelWidth, channels]
  int64_t stride;               // of all three: a call may take some of the channels
} LegibleDepthwiseWeightsGradient;

void legible_depthwise_weights_gradient(const LegibleDepthwiseWeightsGradient *gradient);

/// sum[m, c] = sum over i < segments, j < kernelWidth of
///             input[i * segmentStride + (m + j) * inputStride + c] * weights[i, j, c]
/// value[m, c] = sum[m, c] * scale[c] + bias[c]
///
/// Exact sums and two roundings, hence the same results on every instruction set: see
/// LegibleQuantizedProduct, whose forms of output these are. The input's zero point is 0, so that what lies
/// outside the strip counts as nothing.
typedef struct {
  const uint8_t *input;         // under the first output's first kernel column
  int64_t segments, segmentStride, inputStride;  // bytes
  int64_t kernelWidth, channels;
  const int8_t *weights;        // [segments, kernelWidth, channels], at most 65,536 for a channel
  const float *scale;           // [channels], finite
  const float *bias;            // [channels], finite, or NULL
  uint8_t *bytes;               // [columns, channels] or NULL
  float largest;                // of bytes: 255 or less
  float *output;                // [columns, channels], where bytes is NULL
  int64_t outputStride;         // elements
  int64_t columns;
  bool relu;                    // of output; bytes are cut at 0 anyway
} LegibleDepthwiseBytes;

void legible_depthwise_bytes(const LegibleDepthwiseBytes *depthwise);

// ---- Recurrence ----------------------------------------------------------------------------------------------------

/// One LSTM step of one sequence, hidden size H. Gates in the order input, forget, cell, output. The sigmoid
/// and tanh are right to about 1e-7 absolutely; near zero tanh is not right to as many digits of its own.
/// - gates: `[4H]`, sums before activation on entry, activated on return.
/// - previousCell: `[H]`, or NULL for zeros.
/// - cell, hidden: `[H]`, written.
void legible_lstm_step(float *gates, const float *previousCell, float *cell, float *hidden, int64_t hiddenSize);

/// The step's gradient.
/// - gates: `[4H]`, activated. cell, previousCell as in the step.
/// - hiddenGradient: `[H]`, all of it: from above and from the following step.
/// - cellGradient: `[H]`, from the following step on entry, for the previous one on return.
/// - gatesGradient: `[4H]`, written: with respect to the sums before activation.
void legible_lstm_step_gradient(const float *gates, const float *cell, const float *previousCell,
                                const float *hiddenGradient, float *cellGradient, float *gatesGradient,
                                int64_t hiddenSize);

/// One step of an LSTM with peepholes. As the plain one, with
/// - peepholes: `[3H]`, of the input, forget and output gate.
void legible_peephole_lstm_step(float *gates, const float *peepholes, const float *previousCell, float *cell,
                                float *hidden, int64_t hiddenSize);

/// - peepholesGradient: `[3H]`, added to.
void legible_peephole_lstm_step_gradient(const float *gates, const float *peepholes, const float *cell,
                                         const float *previousCell, const float *hiddenGradient, float *cellGradient,
                                         float *gatesGradient, float *peepholesGradient, int64_t hiddenSize);

/// One step of an LSTM whose input gate is one minus the forget gate. As the plain one, with gates `[3H]` in
/// the order forget, cell, output.
void legible_coupled_lstm_step(float *gates, const float *previousCell, float *cell, float *hidden,
                               int64_t hiddenSize);

void legible_coupled_lstm_step_gradient(const float *gates, const float *cell, const float *previousCell,
                                        const float *hiddenGradient, float *cellGradient, float *gatesGradient,
                                        int64_t hiddenSize);

/// One step of a gated recurrent unit whose reset gate follows the product.
/// - sums: `[4H]`. On entry the sums of the reset gate, of the update gate, the input's part of the new state's
///   and the previous state's part of it; on return the first three are activated.
/// - previous: `[H]`, the state before, or NULL for zeros.
/// - hidden: `[H]`, written.
void legible_gru_step(float *sums, const float *previous, float *hidden, int64_t hiddenSize);

/// The step's gradient.
/// - sums: `[4H]`, as the step left them.
/// - hiddenGradient: `[H]`, all of it.
/// - previousGradient: `[H]`, to which that part is added which came past the products; or NULL.
/// - sumsGradient: `[4H]`, written: with respect to what the step found.
void legible_gru_step_gradient(const float *sums, const float *previous, const float *hiddenGradient,
                               float *previousGradient, float *sumsGradient, int64_t hiddenSize);

/// The first half of a step whose reset gate comes before the product.
/// - sums: `[3H]` in the order reset, update, new; the first two are activated.
/// - resetState: `[H]`, written: reset gate times previous state. Its product is to be added to the third sum.
void legible_gru_reset(float *sums, const float *previous, float *resetState, int64_t hiddenSize);

/// The second half: activates the third sum and writes `hidden`.
void legible_gru_update(float *sums, const float *previous, float *hidden, int64_t hiddenSize);

/// The second half's gradient: writes the second and third part of `sumsGradient`.
void legible_gru_update_gradient(const float *sums, const float *previous, const float *hiddenGradient,
                                 float *previousGradient, float *sumsGradient, int64_t hiddenSize);

/// The first half's gradient: writes the first part.
/// - resetGradient: `[H]`, with respect to `resetState`.
void legible_gru_reset_gradient(const float *sums, const float *previous, const float *resetGradient,
                                float *previousGradient, float *sumsGradient, int64_t hiddenSize);

// ---- Activations ---------------------------------------------------------------------------------------------------

typedef enum { LegibleTanh = 0, LegibleLogistic = 1, LegibleRectifier = 2 } LegibleActivation;

/// y[i] = activation(x[i]), as exactly as in the steps above. y may be x.
void legible_activate(const float *x, LegibleActivation activation, float *y, int64_t count);

/// dx[i] = dy[i] * activation'(x[i]), by y. dx may be dy.
void legible_activate_gradient(const float *dy, const float *y, LegibleActivation activation, float *dx,
                               int64_t count);

/// y = exp(x) / sum(exp(x)) of one row; x is finite.
void legible_softmax(const float *x, float *y, int64_t count);

/// dx = y * (dy - dot(dy, y))
void legible_softmax_gradient(const float *dy, const float *y, float *dx, int64_t count);

// ---- Channels-last element-wise ------------------------------------------------------------------------------------

/// sum[c] += x[p, c] and sumOfSquares[c] += x[p, c]^2 over `positions` rows of `channels`.
void legible_channel_sums(const float *x, int64_t positions, int64_t channels, float *sum, float *sumOfSquares);

/// y[p, c] = x[p, c] * scale[c] + shift[c], then ReLU if asked.
void legible_scale_shift(const float *x, const float *scale, const float *shift, bool relu, float *y,
                         int64_t positions, int64_t channels);

/// Batch normalisation's two sums. With g = dy where y > 0 or `relu` is false, else 0:
/// sum[c] += g, product[c] += g * (x - mean[c]).
void legible_norm_gradient_sums(const float *dy, const float *y, const float *x, const float *mean, bool relu,
                                int64_t positions, int64_t channels, float *sum, float *product);

/// dx[p, c] = g * a[c] + (x - mean[c]) * b[c] + shift[c], g as above. dx may be dy.
void legible_norm_gradient(const float *dy, const float *y, const float *x, const float *mean, const float *a,
                           const float *b, const float *shift, bool relu, float *dx, int64_t positions,
                           int64_t channels);

/// dx[i] = y[i] > 0 ? dy[i] : 0. dx may be dy.
void legible_relu_gradient(const float *dy, const float *y, float *dx, int64_t count);

/// y[i] += x[i]
void legible_add(const float *x, float *y, int64_t count);

/// Maximum over windows of `windowHeight` by `windowWidth` positions, for each channel; the first maximum of
/// a row-major scan wins, a NaN always does.
typedef struct {
  const float *input;         // the first window's first position
  int64_t rowStride, channels;
  int64_t windowHeight, windowWidth;
  int64_t windows;            // side by side
  int64_t windowStride;       // from one to the next, in floats
  float *output;              // [windows, channels]
  uint8_t *index;             // [windows, channels], the winner's number in the scan; or NULL
} LegibleMaxPool;

void legible_max_pool(const LegibleMaxPool *pool);

/// The gradient of the winners += the windows'.
typedef struct {
  const float *outputGradient;  // [windows, channels]
  const uint8_t *index;         // as above
  float *inputGradient;
  int64_t rowStride, channels;
  int64_t windowHeight, windowWidth;
  int64_t windows, windowStride;
} LegibleMaxPoolGradient;

void legible_max_pool_gradient(const LegibleMaxPoolGradient *pool);

/// y[p, c] = activation(x[p, c] + branch[p, c]), the end of a residual block (He et al. 2016).
///
/// The shortcut x is floats, or bytes that stand for `(byte - shortcutZero) * shortcutScale`. The result is written as floats, or
/// as bytes: `y * inverseScale + zeroPoint`, rounded to the nearest (ties to even) and cut to 0...largest.
typedef struct {
  const float *branch;           // [positions, channels], dense
  const float *shortcut;         // or NULL
  const uint8_t *shortcutBytes;  // where shortcut is NULL
  float shortcutScale, shortcutZero;
  int64_t shortcutStride;        // elements from one position to the next
  float *output;                 // or NULL
  uint8_t *bytes;                // where output is NULL
  float inverseScale, zeroPoint, largest;
  int64_t outputStride;          // elements from one position to the next
  bool relu;
  int64_t positions, channels;
} LegibleResidual;

void legible_residual(const LegibleResidual *residual);

// ---- Optimisation --------------------------------------------------------------------------------------------------

/// Sum of squares in double, in order.
double legible_sum_of_squares(const float *x, int64_t count);

/// AdamW (Loshchilov and Hutter, 2019, algorithm 2), decoupled decay:
///
///     m = b1 m + (1 - b1) g
///     v = b2 v + (1 - b2) g^2
///     w -= rate * (decay * w + (m / c1) / (sqrt(v / c2) + epsilon))
typedef struct {
  float rate, beta1, beta2, epsilon, decay;
  float correction1, correction2;  // c1 = 1 - b1^t, c2 = 1 - b2^t
  float gradientScale;             // multiplies every gradient first: clipping by global norm
} LegibleAdamW;

void legible_adamw(const LegibleAdamW *options, const float *gradient, float *m, float *v, float *weights,
                   int64_t count);

/// average[i] += (x[i] - average[i]) * share
void legible_moving_average(const float *x, float share, float *average, int64_t count);

// ---- The list ------------------------------------------------------------------------------------------------------

/// Every kernel that exists once for each instruction set, as KERNEL(name, (parameters), (arguments)). The
/// tables of the sets, the functions `legible_name` above and the checks of the tests are made from it.
#define LEGIBLE_KERNELS(KERNEL)                                                                                       \
  KERNEL(product, (const LegibleProduct *product), (product))                                                         \
  KERNEL(outer_product, (const LegibleOuterProduct *product), (product))                                              \
  KERNEL(winograd_input, (const LegibleWinogradInput *input), (input))                                                \
  KERNEL(winograd_output_gradient, (const LegibleWinogradInput *outputGradient), (outputGradient))                    \
  KERNEL(winograd_output, (const LegibleWinogradOutput *output), (output))                                            \
  KERNEL(winograd_weights, (const LegibleWinogradWeights *weights), (weights))                                        \
  KERNEL(winograd_weights_gradient, (const LegibleWinogradWeightsGradient *gradient), (gradient))                     \
  KERNEL(quantized_product, (const LegibleQuantizedProduct *product), (product))                                      \
  KERNEL(quantized_pairs, (const LegibleQuantizedPairs *pairs), (pairs))                                              \
  KERNEL(pairs_input, (const LegiblePairsInput *input), (input))                                                      \
  KERNEL(quantize, (const float *x, float inverseScale, float zeroPoint, float largest, uint8_t *y, int64_t yStride,   \
          int64_t positions, int64_t channels),                                                                       \
         (x, inverseScale, zeroPoint, largest, y, yStride, positions, channels))                                       \
  KERNEL(max_pool_bytes, (const LegibleMaxPoolBytes *pool), (pool))                                                   \
  KERNEL(depthwise, (const LegibleDepthwise *depthwise), (depthwise))                                                 \
  KERNEL(depthwise_weights_gradient, (const LegibleDepthwiseWeightsGradient *gradient), (gradient))                   \
  KERNEL(depthwise_bytes, (const LegibleDepthwiseBytes *depthwise), (depthwise))                                      \
  KERNEL(lstm_step, (float *gates, const float *previousCell, float *cell, float *hidden, int64_t hiddenSize),        \
         (gates, previousCell, cell, hidden, hiddenSize))                                                             \
  KERNEL(lstm_step_gradient, (const float *gates, const float *cell, const float *previousCell,                       \
          const float *hiddenGradient, float *cellGradient, float *gatesGradient, int64_t hiddenSize),                \
         (gates, cell, previousCell, hiddenGradient, cellGradient, gatesGradient, hiddenSize))                        \
  KERNEL(peephole_lstm_step, (float *gates, const float *peepholes, const float *previousCell, float *cell,            \
          float *hidden, int64_t hiddenSize),                                                                          \
         (gates, peepholes, previousCell, cell, hidden, hiddenSize))                                                   \
  KERNEL(peephole_lstm_step_gradient, (const float *gates, const float *peepholes, const float *cell,                  \
          const float *previousCell, const float *hiddenGradient, float *cellGradient, float *gatesGradient,           \
          float *peepholesGradient, int64_t hiddenSize),                                                               \
         (gates, peepholes, cell, previousCell, hiddenGradient, cellGradient, gatesGradient, peepholesGradient,        \
          hiddenSize))                                                                                                 \
  KERNEL(coupled_lstm_step, (float *gates, const float *previousCell, float *cell, float *hidden,                      \
          int64_t hiddenSize),                                                                                         \
         (gates, previousCell, cell, hidden, hiddenSize))                                                              \
  KERNEL(coupled_lstm_step_gradient, (const float *gates, const float *cell, const float *previousCell,                \
          const float *hiddenGradient, float *cellGradient, float *gatesGradient, int64_t hiddenSize),                 \
         (gates, cell, previousCell, hiddenGradient, cellGradient, gatesGradient, hiddenSize))                         \
  KERNEL(gru_step, (float *sums, const float *previous, float *hidden, int64_t hiddenSize),                            \
         (sums, previous, hidden, hiddenSize))                                                                         \
  KERNEL(gru_step_gradient, (const float *sums, const float *previous, const float *hiddenGradient,                    \
          float *previousGradient, float *sumsGradient, int64_t hiddenSize),                                           \
         (sums, previous, hiddenGradient, previousGradient, sumsGradient, hiddenSize))                                 \
  KERNEL(gru_reset, (float *sums, const float *previous, float *resetState, int64_t hiddenSize),                       \
         (sums, previous, resetState, hiddenSize))                                                                     \
  KERNEL(gru_update, (float *sums, const float *previous, float *hidden, int64_t hiddenSize),                          \
         (sums, previous, hidden, hiddenSize))                                                                         \
  KERNEL(gru_update_gradient, (const float *sums, const float *previous, const float *hiddenGradient,                  \
          float *previousGradient, float *sumsGradient, int64_t hiddenSize),                                           \
         (sums, previous, hiddenGradient, previousGradient, sumsGradient, hiddenSize))                                 \
  KERNEL(gru_reset_gradient, (const float *sums, const float *previous, const float *resetGradient,                    \
          float *previousGradient, float *sumsGradient, int64_t hiddenSize),                                           \
         (sums, previous, resetGradient, previousGradient, sumsGradient, hiddenSize))                                  \
  KERNEL(activate, (const float *x, LegibleActivation activation, float *y, int64_t count),                            \
         (x, activation, y, count))                                                                                    \
  KERNEL(activate_gradient, (const float *dy, const float *y, LegibleActivation activation, float *dx,                 \
          int64_t count),                                                                                              \
         (dy, y, activation, dx, count))                                                                               \
  KERNEL(softmax, (const float *x, float *y, int64_t count), (x, y, count))                                            \
  KERNEL(softmax_gradient, (const float *dy, const float *y, float *dx, int64_t count), (dy, y, dx, count))            \
  KERNEL(channel_sums, (const float *x, int64_t positions, int64_t channels, float *sum, float *sumOfSquares),        \
         (x, positions, channels, sum, sumOfSquares))                                                                 \
  KERNEL(scale_shift, (const float *x, const float *scale, const float *shift, bool relu, float *y,                   \
          int64_t positions, int64_t channels),                                                                       \
         (x, scale, shift, relu, y, positions, channels))                                                             \
  KERNEL(norm_gradient_sums, (const float *dy, const float *y, const float *x, const float *mean, bool relu,          \
          int64_t positions, int64_t channels, float *sum, float *product),                                           \
         (dy, y, x, mean, relu, positions, channels, sum, product))                                                   \
  KERNEL(norm_gradient, (const float *dy, const float *y, const float *x, const float *mean, const float *a,          \
          const float *b, const float *shift, bool relu, float *dx, int64_t positions, int64_t channels),             \
         (dy, y, x, mean, a, b, shift, relu, dx, positions, channels))                                                \
  KERNEL(relu_gradient, (const float *dy, const float *y, float *dx, int64_t count), (dy, y, dx, count))              \
  KERNEL(add, (const float *x, float *y, int64_t count), (x, y, count))                                               \
  KERNEL(residual, (const LegibleResidual *residual), (residual))                                                     \
  KERNEL(max_pool, (const LegibleMaxPool *pool), (pool))                                                              \
  KERNEL(max_pool_gradient, (const LegibleMaxPoolGradient *pool), (pool))                                             \
  KERNEL(adamw, (const LegibleAdamW *options, const float *gradient, float *m, float *v, float *weights,              \
          int64_t count),                                                                                             \
         (options, gradient, m, v, weights, count))                                                                   \
  KERNEL(moving_average, (const float *x, float share, float *average, int64_t count), (x, share, average, count))

#endif
