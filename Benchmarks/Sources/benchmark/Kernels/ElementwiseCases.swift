import LegibleKernels
import LegibleTensors

extension KernelCase {
  /// Kernels that are bound by memory rather than arithmetic, on arrays that lie in the second-level cache,
  /// as a layer's piece of work does.
  static var elementwise: [KernelCase] {
    let positions: Int64 = 250
    let channels: Int64 = 128
    let hidden: Int64 = 256
    let count = positions * channels
    let n = Int(count)
    var options = LegibleAdamW(
      rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01, correction1: 1, correction2: 1,
      gradientScale: 1)
    // Of 62 windows.
    let winners = UnsafeMutablePointer<UInt8>.allocate(capacity: 62 * Int(channels))
    winners.initialize(repeating: 0, count: 62 * Int(channels))
    return [
      elementwise("lstm step", moved: 11 * 256, arrays: [4 * 256, 256, 256, 256]) {
        legible_lstm_step($0[0], $0[1], $0[2], $0[3], hidden)
      },
      elementwise("lstm step gradient", moved: 13 * 256, arrays: [4 * 256, 256, 256, 256, 256, 4 * 256]) {
        legible_lstm_step_gradient($0[0], $0[1], $0[2], $0[3], $0[4], $0[5], hidden)
      },
      elementwise("peephole lstm step", moved: 14 * 256, arrays: [4 * 256, 3 * 256, 256, 256, 256]) {
        legible_peephole_lstm_step($0[0], $0[1], $0[2], $0[3], $0[4], hidden)
      },
      elementwise(
        "peephole lstm step gradient", moved: 22 * 256, arrays: [4, 3, 1, 1, 1, 1, 4, 3].map { $0 * 256 }
      ) {
        legible_peephole_lstm_step_gradient($0[0], $0[1], $0[2], $0[3], $0[4], $0[5], $0[6], $0[7], hidden)
      },
      elementwise("coupled lstm step", moved: 9 * 256, arrays: [3 * 256, 256, 256, 256]) {
        legible_coupled_lstm_step($0[0], $0[1], $0[2], $0[3], hidden)
      },
      elementwise(
        "coupled lstm step gradient", moved: 11 * 256, arrays: [3 * 256, 256, 256, 256, 256, 3 * 256]
      ) {
        legible_coupled_lstm_step_gradient($0[0], $0[1], $0[2], $0[3], $0[4], $0[5], hidden)
      },
      elementwise("gru step", moved: 9 * 256, arrays: [4 * 256, 256, 256]) {
        legible_gru_step($0[0], $0[1], $0[2], hidden)
      },
      elementwise("gru step gradient", moved: 12 * 256, arrays: [4 * 256, 256, 256, 256, 4 * 256]) {
        legible_gru_step_gradient($0[0], $0[1], $0[2], $0[3], $0[4], hidden)
      },
      elementwise("gru reset", moved: 6 * 256, arrays: [3 * 256, 256, 256]) {
        legible_gru_reset($0[0], $0[1], $0[2], hidden)
      },
      elementwise("gru update", moved: 5 * 256, arrays: [3 * 256, 256, 256]) {
        legible_gru_update($0[0], $0[1], $0[2], hidden)
      },
      elementwise("gru update gradient", moved: 8 * 256, arrays: [3 * 256, 256, 256, 256, 3 * 256]) {
        legible_gru_update_gradient($0[0], $0[1], $0[2], $0[3], $0[4], hidden)
      },
      elementwise("gru reset gradient", moved: 6 * 256, arrays: [3 * 256, 256, 256, 256, 3 * 256]) {
        legible_gru_reset_gradient($0[0], $0[1], $0[2], $0[3], $0[4], hidden)
      },
      elementwise("tanh", moved: 2 * n, arrays: [n, n]) {
        legible_activate($0[0], LegibleTanh, $0[1], count)
      },
      elementwise("tanh gradient", moved: 3 * n, arrays: [n, n, n]) {
        legible_activate_gradient($0[0], $0[1], LegibleTanh, $0[2], count)
      },
      elementwise("softmax", moved: 2 * 256, arrays: [256, 256]) { legible_softmax($0[0], $0[1], hidden) },
      elementwise("softmax gradient", moved: 3 * 256, arrays: [256, 256, 256]) {
        legible_softmax_gradient($0[0], $0[1], $0[2], hidden)
      },
      elementwise("channel sums", moved: n, arrays: [n, 128, 128]) {
        legible_channel_sums($0[0], positions, channels, $0[1], $0[2])
      },
      elementwise("scale, shift and rectify", moved: 2 * n, arrays: [n, n, 128, 128]) {
        legible_scale_shift($0[0], $0[2], $0[3], true, $0[1], positions, channels)
      },
      elementwise("norm gradient sums", moved: 3 * n, arrays: [n, n, n, 128, 128, 128]) {
        legible_norm_gradient_sums($0[0], $0[1], $0[2], $0[3], true, positions, channels, $0[4], $0[5])
      },
      elementwise("norm gradient", moved: 4 * n, arrays: [n, n, n, n, 128, 128, 128, 128]) {
        legible_norm_gradient(
          $0[0], $0[1], $0[2], $0[4], $0[5], $0[6], $0[7], true, $0[3], positions, channels)
      },
      elementwise("relu gradient", moved: 3 * n, arrays: [n, n, n]) {
        legible_relu_gradient($0[0], $0[1], $0[2], count)
      },
      elementwise("add", moved: 3 * n, arrays: [n, n]) { legible_add($0[0], $0[1], count) },
      elementwise("max pool 2x2", moved: n + n / 4, arrays: [n, n / 4]) {
        // Two rows of 125 positions.
        var pool = LegibleMaxPool(
          input: $0[0], rowStride: 125 * channels, channels: channels, windowHeight: 2, windowWidth: 2,
          windows: 62, windowStride: 2 * channels, output: $0[1], index: nil)
        legible_max_pool(&pool)
      },
      elementwise("max pool 2x2 gradient", moved: 2 * n + n / 4, arrays: [n / 4, n]) {
        var pool = LegibleMaxPoolGradient(
          outputGradient: $0[0], index: winners, inputGradient: $0[1], rowStride: 125 * channels,
          channels: channels, windowHeight: 2, windowWidth: 2, windows: 62, windowStride: 2 * channels)
        legible_max_pool_gradient(&pool)
      },
      elementwise("sum of squares", moved: n, arrays: [n]) { _ = legible_sum_of_squares($0[0], count) },
      elementwise("adamw", moved: 7 * n, arrays: [n, n, n, n]) {
        legible_adamw(&options, $0[0], $0[1], $0[2], $0[3], count)
      },
      elementwise("moving average", moved: 3 * n, arrays: [n, n]) {
        legible_moving_average($0[0], 0.001, $0[1], count)
      },
    ]
  }

  /// - Parameters:
  ///   - moved: floats read and written by one run.
  ///   - arrays: their sizes in floats. They are filled with numbers from 0 to 1, as moments and gates are.
  private static func elementwise(
    _ name: String, moved: Int, arrays: [Int], _ run: @escaping ([UnsafeMutablePointer<Float>]) -> Void
  ) -> KernelCase {
    var random = RandomSource(seed: 1)
    let buffers = arrays.map { size in
      let buffer = FloatBuffer(count: size)
      for index in 0..<size { buffer.base[index] = random.uniform() }
      return buffer
    }
    let bases = buffers.map(\.base)
    return KernelCase(title: name, work: Double(4 * moved), unit: .bytes, count: arrays.reduce(0, +)) {
      withExtendedLifetime(buffers) { run(bases) }
    }
  }
}
