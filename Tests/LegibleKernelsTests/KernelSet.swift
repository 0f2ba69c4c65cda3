import KernelTables
import LegibleKernels
import LegibleTensors
import Testing

/// The kernels of one instruction set.
struct KernelSet: @unchecked Sendable, CustomTestStringConvertible {
  // Unchecked: function pointers, which never change.

  let testDescription: String
  private let table: LegibleTable

  /// Every set that this processor has, and the public functions, which call one of them.
  static let all: [KernelSet] =
    [
      ("portable", LegibleISAPortable), ("avx2", LegibleISAAVX2), ("avx512", LegibleISAAVX512),
      ("neon", LegibleISANEON),
    ].compactMap { name, isa in
      legible_table(isa).map { KernelSet(testDescription: name, table: $0.pointee) }
    } + [KernelSet(testDescription: "public", table: legible_test_table_public)]

  func product(_ product: LegibleProduct) {
    withUnsafePointer(to: product) { table.product($0) }
  }

  func outerProduct(_ product: LegibleOuterProduct) {
    withUnsafePointer(to: product) { table.outer_product($0) }
  }

  func quantizedProduct(_ product: LegibleQuantizedProduct) {
    withUnsafePointer(to: product) { table.quantized_product($0) }
  }

  func quantizedPairs(_ pairs: LegibleQuantizedPairs) {
    withUnsafePointer(to: pairs) { table.quantized_pairs($0) }
  }

  /// The entry, for the kernels that take plain arrays.
  func callAsFunction<Kernel>(_ kernel: KeyPath<LegibleTable, Kernel?>) -> Kernel {
    table[keyPath: kernel]!
  }
}

/// Sizes around the register tiles (6 and 8 rows, 12 with NEON; 16 and 32 columns) and panels (32), and two alphabets' (37, 96).
enum Sizes {
  static let rows = [0, 1, 2, 5, 6, 7, 8, 9, 12, 13, 15, 16, 17, 29]
  static let columns = [1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 37, 64, 65, 96]
  static let lengths = [0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 37, 63, 64, 65, 96, 130]
}
