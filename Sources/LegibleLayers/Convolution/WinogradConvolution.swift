import LegibleKernels
import LegibleTensors

extension WinogradWeights {
  /// Convolves a strip with zero padding 1.
  /// - Parameters:
  ///   - bias: `[D]` or nil.
  ///   - output: already of its shape, after pooling, `D` channels. Every element is written, gaps as zeros.
  func convolve(
    _ input: Strip, bias: UnsafePointer<Float>?, activation: Activation, pooling: FusedPooling,
    into output: Strip, threads: Int, workspace: Workspace
  ) {
    precondition(
      input.channels == depth, "a kernel over \(depth) channels on a strip of \(input.channels)")
    let tiles = WinogradTiles(input.layout)
    let pieceTiles = self.pieceTiles
    let (inputStride, outputStride) = (
      WinogradTiles.elementStride(tiles: pieceTiles, channels: depth),
      WinogradTiles.elementStride(tiles: pieceTiles, channels: columns)
    )
    workspace.reserve(workers: threads)
    parallelFor(pieces: (tiles.count + pieceTiles - 1) / pieceTiles, threads: threads) { piece, worker in
      let range = piece * pieceTiles..<min(tiles.count, (piece + 1) * pieceTiles)
      let elements = workspace.worker(worker).floats(.input, count: WinogradTiles.elements * inputStride)
      let sums = workspace.worker(worker).floats(.sums, count: WinogradTiles.elements * outputStride)
      tiles.transformInput(input, range, into: elements, elementStride: inputStride)
      for element in 0..<WinogradTiles.elements {
        var product = product(
          element: element, elements + element * inputStride, output: sums + element * outputStride,
          tiles: range.count)
        legible_product(&product)
      }
      tiles.transformOutput(
        sums, elementStride: outputStride, range, bias: bias, activation: activation, pooling: pooling,
        into: output)
    }
    output.clearGaps()
  }

  /// Tiles that run together: as many as make reading the weights once cheap beside reading and writing the tiles'
  /// elements, and at least four register tiles of rows. Measured on layers of 64 to 512 channels: within 3% of the best.
  private var pieceTiles: Int {
    max(32, depth * columns / (3 * (depth + columns)) / 8 * 8)
  }
}

/// Adds the gradient of a 3x3 convolution's weights, in Winograd's form: the outer products of the elements of the input
/// and of the output's gradient, summed over the tiles, transformed back.
/// - Parameters:
///   - gradient: `[D, C, 3, 3]`.
///   - workspace: the elements of the gradient take `36 * C * D` floats of it.
func addWinogradWeightGradient(
  input: Strip, outputGradient: Strip, to gradient: UnsafeMutablePointer<Float>, threads: Int,
  workspace: Workspace
) {
  let tiles = WinogradTiles(input.layout)
  let (depth, columns) = (input.channels, outputGradient.channels)
  // The elements of so many tiles stay in the last-level cache until the products have read them.
  let blockTiles = max(56, 6 << 20 / (WinogradTiles.elements * (depth + columns)) / 8 * 8)
  let inputStride = WinogradTiles.elementStride(tiles: blockTiles, channels: depth)
  let outputStride = WinogradTiles.elementStride(tiles: blockTiles, channels: columns)
  let inputElements = workspace.floats(.input, count: WinogradTiles.elements * inputStride)
  let outputElements = workspace.floats(.output, count: WinogradTiles.elements * outputStride)
  let sums = workspace.floats(.sums, count: WinogradTiles.elements * depth * columns)
  sums.update(repeating: 0, count: WinogradTiles.elements * depth * columns)

  for start in stride(from: 0, to: tiles.count, by: blockTiles) {
    let block = start..<min(tiles.count, start + blockTiles)
    let pieceTiles = 16
    parallelFor(pieces: (block.count + pieceTiles - 1) / pieceTiles, threads: threads) { piece in
      let first = start + piece * pieceTiles
      let range = first..<min(block.upperBound, first + pieceTiles)
      tiles.transformInput(
        input, range, into: inputElements + (first - start) * depth, elementStride: inputStride)
      tiles.transformOutputGradient(
        outputGradient, range, into: outputElements + (first - start) * columns, elementStride: outputStride)
    }
    let pieceRows = LegibleOuterProduct.pieceRows
    let piecesPerElement = (depth + pieceRows - 1) / pieceRows
    parallelFor(pieces: WinogradTiles.elements * piecesPerElement, threads: threads) { piece in
      let (element, first) = (piece / piecesPerElement, piece % piecesPerElement * pieceRows)
      var product = LegibleOuterProduct(
        left: inputElements + element * inputStride + first, leftStride: Int64(depth),
        right: outputElements + element * outputStride, rightStride: Int64(columns),
        positions: Int64(block.count), output: sums + (element * depth + first) * columns,
        outputStride: Int64(columns), rows: Int64(min(pieceRows, depth - first)), columns: Int64(columns))
      legible_outer_product(&product)
    }
  }

  let taps = 9
  let pieceDepth = 8
  parallelFor(pieces: (depth + pieceDepth - 1) / pieceDepth, threads: threads) { piece in
    let first = piece * pieceDepth
    var part = LegibleWinogradWeightsGradient(
      elements: sums + first * columns, elementStride: Int64(depth * columns),
      gradient: gradient + first * taps, depthStride: Int64(taps), columnStride: Int64(depth * taps),
      depth: Int64(min(pieceDepth, depth - first)), columns: Int64(columns))
    legible_winograd_weights_gradient(&part)
  }
}
