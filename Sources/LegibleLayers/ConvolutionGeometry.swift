import LegibleKernels
import LegibleTensors

/// Kernel and padding of a convolution of stride 1, and the way to run it over a strip.
///
/// In a channels-last strip the `kw` columns under one kernel row are one contiguous run of `kw * C` floats, and moving
/// the kernel by a column moves the run by `C`. So a convolution is a matrix product with `kh` segments that reads the
/// strip where it lies: nothing is copied.
struct ConvolutionGeometry: Equatable, Sendable {
  var kernelHeight: Int
  var kernelWidth: Int
  /// Zero rows above and below.
  var paddingHeight: Int
  /// Zero columns left and right of every item, at most the strip's gap.
  var paddingWidth: Int

  /// The geometry whose forward pass, with the kernel turned by 180 degrees, is this one's gradient.
  var transposed: ConvolutionGeometry {
    ConvolutionGeometry(
      kernelHeight: kernelHeight, kernelWidth: kernelWidth, paddingHeight: kernelHeight - 1 - paddingHeight,
      paddingWidth: kernelWidth - 1 - paddingWidth)
  }

  func outputLayout(_ input: StripLayout) -> StripLayout {
    input.mapped(height: input.height + 2 * paddingHeight - kernelHeight + 1) {
      max(0, $0 + 2 * paddingWidth - kernelWidth + 1)
    }
  }

  /// Kernel rows that lie on the input for output row `row`.
  func kernelRows(outputRow row: Int, inputHeight: Int) -> Range<Int> {
    let first = max(0, paddingHeight - row)
    return first..<max(first, min(kernelHeight, inputHeight + paddingHeight - row))
  }

  /// Stretches of columns that a kernel may run along without a stop: all items at once where the padding keeps every
  /// width, since the gaps are set to zero afterwards; else each item on its own.
  func runs(_ input: StripLayout, _ output: StripLayout) -> [(input: Int, output: Int, count: Int)] {
    if 2 * paddingWidth == kernelWidth - 1 {
      return [(input.gap, output.gap, max(0, input.width - 2 * input.gap))]
    }
    return (0..<input.count).map { (input.offsets[$0], output.offsets[$0], output.widths[$0]) }
  }

  /// Convolves a strip.
  /// - Parameters:
  ///   - weights: `[kh * kw * C, D]`, rows in the order kernel row, kernel column, input channel.
  ///   - bias: `[D]` or nil.
  ///   - output: already of its shape, `D` channels. Every element is written, gaps as zeros.
  func convolve(
    _ input: Strip, weights: PackedMatrix, bias: UnsafePointer<Float>?, activation: Activation,
    into output: Strip, threads: Int
  ) {
    precondition(
      paddingWidth <= input.layout.gap, "padding of \(paddingWidth) columns, gap of \(input.layout.gap)")
    precondition(
      weights.depth == kernelHeight * kernelWidth * input.channels,
      "a kernel over \(weights.depth / (kernelHeight * kernelWidth)) channels on a strip of \(input.channels)"
    )
    let runs = runs(input.layout, output.layout)
    let pieceColumns = LegibleProduct.pieceRows
    let piecesPerRow = (output.layout.width + pieceColumns - 1) / pieceColumns
    parallelFor(pieces: output.layout.height * piecesPerRow, threads: threads) { piece in
      let row = piece / piecesPerRow
      let columns = piece % piecesPerRow * pieceColumns..<(piece % piecesPerRow + 1) * pieceColumns
      let kernelRows = kernelRows(outputRow: row, inputHeight: input.layout.height)
      for run in runs {
        let part = (run.output..<run.output + run.count).clamped(to: columns)
        guard !part.isEmpty else { continue }
        var product = weights.product(
          input.position(
            row: row + kernelRows.lowerBound - paddingHeight,
            column: part.lowerBound - run.output + run.input - paddingWidth),
          inputStride: input.channels, output: output.position(row: row, column: part.lowerBound),
          outputStride: output.channels, rows: part.count)
        product.segments = Int64(kernelRows.count)
        product.segmentStride = Int64(input.rowStride)
        product.depth = Int64(kernelWidth * input.channels)
        product.weights = weights.weights(fromRow: kernelRows.lowerBound * kernelWidth * input.channels)
        product.bias = bias
        product.relu = activation == .relu
        legible_product(&product)
      }
    }
    parallelFor(pieces: output.layout.height, threads: threads) { output.zeroGaps(row: $0) }
  }

  /// Adds the gradient of the weights.
  /// - Parameter gradient: `[kh, kw * C, D]`, row-major.
  func addWeightGradient(
    input: Strip, outputGradient: Strip, to gradient: UnsafeMutablePointer<Float>, threads: Int
  ) {
    let runs = runs(input.layout, outputGradient.layout)
    let depth = kernelWidth * input.channels
    let pieceRows = LegibleOuterProduct.pieceRows
    let piecesPerRow = (depth + pieceRows - 1) / pieceRows
    parallelFor(pieces: kernelHeight * piecesPerRow, threads: threads) { piece in
      let kernelRow = piece / piecesPerRow
      let first = piece % piecesPerRow * pieceRows
      for row in 0..<outputGradient.layout.height {
        let inputRow = row + kernelRow - paddingHeight
        guard inputRow >= 0, inputRow < input.layout.height else { continue }
        for run in runs {
          // The gaps' gradients are zero, so running over them adds nothing.
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
}
