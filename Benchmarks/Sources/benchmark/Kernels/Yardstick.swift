import CPeak
import LegibleTensors

/// What a kernel's rate is counted in.
enum RateUnit: String {
  case flops = "GFLOP/s"
  case bytes = "GB/s"
  case dots = "GOP/s"

  /// Does as much of this work as the processor can, and returns how much that was; nil where there is no
  /// yardstick.
  /// - Parameter count: floats of the arrays that the kernel runs over.
  func yardstick(_ set: InstructionSet, count: Int) -> (() -> Double)? {
    let rounds: Int64 = 100_000
    switch self {
    case .flops:
      let peak = functions(of: set).multiplyAdd
      return { peak(rounds) }
    case .bytes:
      let add = functions(of: set).add
      // One array read and one written in place of whatever the kernel has.
      let (x, y) = (FloatBuffer(count: count / 2), FloatBuffer(count: count / 2))
      return { add(x.base, y.base, Int64(count / 2)) }
    case .dots:
      #if arch(x86_64)
        return peak_has_vnni() && set == .avx512 ? { peak_dot_vnni(rounds) } : nil
      #else
        return nil
      #endif
    }
  }

  private func functions(of set: InstructionSet) -> (
    multiplyAdd: (Int64) -> Double, add: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int64) -> Double
  ) {
    #if arch(x86_64)
      switch set {
      case .avx2: return (peak_multiply_add_avx2, { peak_add_avx2($0, $1, $2) })
      case .avx512: return (peak_multiply_add_avx512, { peak_add_avx512($0, $1, $2) })
      default: break
      }
    #endif
    return (peak_multiply_add_baseline, { peak_add_baseline($0, $1, $2) })
  }
}
