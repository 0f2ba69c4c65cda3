import LegibleKernels
import LegibleTensors

/// The convolution as the sum itself.
///
/// In a channels-last strip the `kw` columns under one kernel row are one contiguous run of `kw * C` floats, and moving
/// the kernel by a column moves the run by `C`. So a convolution is a matrix product with `kh` segments that reads the
/// strip where it lies: nothing is copied.
extension ConvolutionGeometry {
  /// - Parameters:
  ///   - weights: `[kh * kw * C, D]`, rows in the order kernel row, kernel column, input channel.
  ///   - bias: `[D]` or nil.
  ///   - output: already of its shape, after pooling, `D` channels. Every element is written, gaps as zeros.
  func convolve(
    _ input: Strip, weights: PackedMatrix, bias: UnsafePointer<Float>?, activation: Activation,
    pooling: FusedPooling, into output: Strip, threads: Int, workspace: Workspace
  ) {
    precondition(
      weights.depth == taps * input.channels,
      "a kernel over \(weights.depth / taps) channels on a strip of \(input.channels)")
    if pooling == FusedPooling() {
      convolve(
        input, weights: weights, bias: bias, activation: activation, into: output, threads: threads)
    } else {
      convolvePooled(
        input, weights: weights, bias: bias, activation: activation, pooling: pooling, into: output,
        threads: threads, workspace: workspace)
    }
    output.clearGaps()
  }

  private func convolve(
    _ input: Strip, weights: PackedMatrix, bias: UnsafePointer<Float>?, activation: Activation,
    into output: Strip, threads: Int
  ) {
    let pieceColumns = LegibleProduct.pieceRows
    let piecesPerRow = (output.layout.width + pieceColumns - 1) / pieceColumns
    let pieces = output.layout.height * piecesPerRow
    // All rows pass over one slice of the weights before the next: it stays in the second-level cache.
    let slice = sliceChannels(depth: weights.depth)
    let slices = (output.channels + slice - 1) / slice
    parallelFor(pieces: slices * pieces, threads: threads) { number in
      let (first, piece) = (number / pieces * slice, number % pieces)
      let row = piece / piecesPerRow
      let columns = piece % piecesPerRow * pieceColumns..<(piece % piecesPerRow + 1) * pieceColumns
      forEachRun(input.layout, output.layout, within: columns) { part in
        var product = product(
          input, weights: weights, bias: bias, activation: activation, row: row, column: part.input,
          count: part.count, output: output.position(row: row, column: part.output))
        product.weights += first * weights.depth
        product.bias = bias.map { $0 + first }
        product.output += first
        product.columns = Int64(min(slice, output.channels - first))
        legible_product(&product)
      }
    }
  }

  /// Output channels whose weights fit half of a second-level cache: whole panels.
  private func sliceChannels(depth: Int) -> Int {
    let panel = Int(LegiblePanel)
    return max(1, (512 << 10) / (depth * panel * 4)) * panel
  }

  /// The rows under a stretch of windows go to scratch memory that stays in the first-level cache, and from there their
  /// maxima to the output.
  private func convolvePooled(
    _ input: Strip, weights: PackedMatrix, bias: UnsafePointer<Float>?, activation: Activation,
    pooling: FusedPooling, into output: Strip, threads: Int, workspace: Workspace
  ) {
    let channels = output.channels
    // Whole register tiles and whole windows, 16 KB.
    let stretch = max(1, 4096 / (pooling.height * channels * 8)) * 8
    workspace.reserve(workers: threads)
    parallelFor(pieces: output.layout.height * output.layout.count, threads: threads) { piece, worker in
      let (row, item) = piece.quotientAndRemainder(dividingBy: output.layout.count)
      let width = output.layout.widths[item] * pooling.width
      let rows = workspace.worker(worker).floats(.sums, count: pooling.height * stretch * channels)
      for column in stride(from: 0, to: width, by: stretch) {
        let count = min(stretch, width - column)
        for index in 0..<pooling.height {
          var product = product(
            input, weights: weights, bias: bias, activation: activation, row: row * pooling.height + index,
            column: input.layout.offsets[item] + column, count: count,
            output: rows + index * count * channels)
          legible_product(&product)
        }
        var pool = LegibleMaxPool(
          input: rows, rowStride: Int64(count * channels), channels: Int64(channels),
          windowHeight: Int64(pooling.height), windowWidth: Int64(pooling.width),
          windows: Int64(count / pooling.width), windowStride: Int64(pooling.width * channels),
          output: output.position(row: row, column: output.layout.offsets[item] + column / pooling.width),
          index: nil)
        legible_max_pool(&pool)
      }
    }
  }

  /// The product that convolves one stretch of one row.
  /// - Parameters:
  ///   - column: of the input, under the kernel's centre where padding keeps the width, else under its first column.
  ///   - count: columns of the output.
  private func product(
    _ input: Strip, weights: PackedMatrix, bias: UnsafePointer<Float>?, activation: Activation, row: Int,
    column: Int, count: Int, output: UnsafeMutablePointer<Float>
  ) -> LegibleProduct {
    let kernelRows = kernelRows(outputRow: row, inputHeight: input.layout.height)
    var product = weights.product(
      input.position(row: row + kernelRows.lowerBound - paddingHeight, column: column - paddingWidth),
      inputStride: input.channels, output: output, outputStride: weights.columns, rows: count)
    product.segments = Int64(kernelRows.count)
    product.segmentStride = Int64(input.rowStride)
    product.depth = Int64(kernelWidth * input.channels)
    product.weights = weights.weights(fromRow: kernelRows.lowerBound * kernelWidth * input.channels)
    product.bias = bias
    product.relu = activation == .relu
    return product
  }

  /// Adds the gradient of the weights.
  /// - Parameters:
  ///   - gradient: `[kh, kw * C, D]`, row-major.
  func addWeightGradient(
    input: Strip, outputGradient: Strip, to gradient: UnsafeMutablePointer<Float>, threads: Int
  ) {
    let depth = kernelWidth * input.channels
    let pieceRows = LegibleOuterProduct.pieceRows
    let piecesPerRow = (depth + pieceRows - 1) / pieceRows
    parallelFor(pieces: kernelHeight * piecesPerRow, threads: threads) { piece in
      let kernelRow = piece / piecesPerRow
      let first = piece % piecesPerRow * pieceRows
      for row in 0..<outputGradient.layout.height {
        let inputRow = row + kernelRow - paddingHeight
        guard inputRow >= 0, inputRow < input.layout.height else { continue }
        // The gaps' gradients are zero, so running over them adds nothing.
        forEachRun(input.layout, outputGradient.layout) { run in
          var product = LegibleOuterProduct(
            left: input.position(row: inputRow, column: run.input - paddingWidth) + first,
            leftStride: Int64(input.channels),
            right: outputGradient.position(row: row, column: run.output),
            rightStride: Int64(outputGradient.channels), positions: Int64(run.count),
            output: gradient + (kernelRow * depth + first) * outputGradient.channels,
            outputStride: Int64(outputGradient.channels), rows: Int64(min(pieceRows, depth - first)),
            columns: Int64(outputGradient.channels))
          legible_outer_product(&product)
        }
      }
    }
  }

  /// Kernel rows that lie on the input for output row `row`.
  func kernelRows(outputRow row: Int, inputHeight: Int) -> Range<Int> {
    let first = max(0, paddingHeight - row)
    return first..<max(first, min(kernelHeight, inputHeight + paddingHeight - row))
  }

  /// A stretch of columns of the input, from the first one under a kernel's middle on, and of the output.
  typealias Run = (input: Int, output: Int, count: Int)

  /// Those parts of `forEachRun` that lie within some columns of the output.
  func forEachRun(
    _ input: StripLayout, _ output: StripLayout, within columns: Range<Int>, _ body: (Run) -> Void
  ) {
    forEachRun(input, output) { run in
      let part = (run.output..<run.output + run.count).clamped(to: columns)
      guard !part.isEmpty else { return }
      body((part.lowerBound - run.output + run.input, part.lowerBound, part.count))
    }
  }

  /// Stretches of columns that a kernel may run along without a stop: all items at once where the padding keeps every
  /// width, since the gaps are set to zero afterwards; else each item on its own.
  func forEachRun(_ input: StripLayout, _ output: StripLayout, _ body: (Run) -> Void) {
    if 2 * paddingWidth == kernelWidth - 1 {
      return body((input.gap, output.gap, max(0, input.width - 2 * input.gap)))
    }
    for item in 0..<input.count { body((input.offsets[item], output.offsets[item], output.widths[item])) }
  }
}
