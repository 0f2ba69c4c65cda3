// Compiles fast versions of kernels, once for each instruction set with vectors.
//
// A file of kernels starts with their plain versions. Then it says
//
//     #define VECTORS "its own name.c"
//     #include "vectors.h"
//
// and by that is included once more for each set of the processor's kind; then VECTORS is defined, and the
// file gives its fast versions, written in these words:
//
//     SET(name)            legible_name_avx2 and so on: what a function or constant is called in the set
//     Vector               the register type, of VectorFloats floats
//     TileRows             rows of a register tile: TileRows * 2 sums and 3 more vectors fit the registers
//     TILE_CASES           CASE(n) for every number of rows from 1 to TileRows
//     nearest_byte         a float to a byte
//     zero, load, store, load_some, store_some, broadcast, broadcast_value, multiply_add, add_vectors,
//     subtract_vectors, multiply_vectors, rectify, maximum
//                          one vector operation each, named for what it does; avx2.h says it in full
//
// A plain loop over floats needs none of them: the compiler turns it into the set's vectors.
#include <stdint.h>
#include <string.h>

#define Vector SET(Vector)
#define zero SET(zero)
#define load SET(load)
#define store SET(store)
#define load_some SET(load_some)
#define store_some SET(store_some)
#define broadcast SET(broadcast)
#define broadcast_value SET(broadcast_value)
#define multiply_add SET(multiply_add)
#define add_vectors SET(add_vectors)
#define subtract_vectors SET(subtract_vectors)
#define multiply_vectors SET(multiply_vectors)
#define rectify SET(rectify)
#define maximum SET(maximum)

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

// The nearest byte up to the largest, ties to even. Adding 1.5 * 2^23 leaves the rounded number in the low
// bits; a NaN gives 0.
INLINE uint8_t nearest_byte(float value, float largest) {
  value = value > 0.0f ? value : 0.0f;
  value = value < largest ? value : largest;
  value = value + 12582912.0f;
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return (uint8_t)bits;
}

#if defined(__x86_64__)
#include "avx2.h"
#include "avx512.h"
#elif defined(__aarch64__)
#include "neon.h"
#endif
