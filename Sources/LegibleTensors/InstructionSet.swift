import LegibleKernels

/// The instruction sets that the kernels are written for.
package enum InstructionSet: String, CaseIterable, Sendable {
  case portable, avx2, avx512, neon

  private var isa: LegibleISA {
    switch self {
    case .portable: LegibleISAPortable
    case .avx2: LegibleISAAVX2
    case .avx512: LegibleISAAVX512
    case .neon: LegibleISANEON
    }
  }

  /// True if this processor runs it.
  package var isAvailable: Bool { legible_isa_available(isa) }

  /// The set that the kernels use: the best there is, or the one that `LEGIBLE_ISA` names.
  package static var current: InstructionSet {
    let isa = legible_isa_current()
    return allCases.first { $0.isa == isa } ?? .portable
  }

  /// Makes all kernels of this process use the set, until the next call. For tests and comparisons.
  package static func select(_ set: InstructionSet) {
    precondition(legible_isa_select(set.isa), "this processor does not run \(set.rawValue)")
  }
}
