import LegibleSystem

/// The CTC loss of one crop, `-log p(label | logits)`, and its gradient (Graves et al., 2006).
///
/// The value is the workspace: it grows to the largest lattice it has seen and then allocates no more. One
/// thread uses one value.
///
/// The forward variables are kept as logarithms (Graves 2006, equations 6 to 8). The gradient is that
/// recursion differentiated: each forward step also keeps the share that every predecessor has in its sum,
/// and these shares, run backwards, carry the probability of being in a state from column to column. That is
/// the product of Graves' forward and backward variables (equation 14) without a second pass of logarithms,
/// and it adds up to 1 in every column however unlikely the label is.
package struct CTCLoss: Sendable {
  /// Two columns of forward variables, and afterwards of state probabilities.
  private var rows: [Double] = []
  /// `[columns, states, 3]`: the share of the predecessors `state`, `state - 1`, `state - 2` in a forward
  /// variable.
  private var shares: [Double] = []

  package init() {}

  /// The loss in nats of a label, and the gradient with respect to the logits.
  ///
  /// The softmax is part of the loss. Complexity: O(columns * (symbols + label length)).
  ///
  /// - Parameters:
  ///   - logits: `[columns, symbols]`, row-major, finite. Symbol 0 is the blank.
  ///   - label: indices in `1..<symbols`; may be empty.
  ///   - gradient: `[columns, symbols]`, row-major, overwritten; may be `logits` itself; nil for the loss
  ///     alone.
  /// - Returns: the loss, 0 or more; `+infinity`, with a gradient of zeros, if the label needs more columns
  ///   than there are (``CTC/requiredColumns(_:)``); NaN or infinite if a logit is not finite.
  package mutating func callAsFunction(
    logits: UnsafePointer<Float>, columns: Int, symbols: Int, label: [Int32],
    gradient: UnsafeMutablePointer<Float>? = nil
  ) -> Double {
    precondition(columns >= 0 && symbols >= 1, "CTC: logits of \(columns) columns and \(symbols) symbols")
    precondition(
      label.allSatisfy { $0 > 0 && $0 < symbols }, "CTC: a label index is outside 1..<\(symbols)")
    guard columns >= CTC.requiredColumns(label) else {
      gradient?.update(repeating: 0, count: columns * symbols)
      return .infinity
    }
    guard columns > 0 else { return 0 }

    let states = 2 * label.count + 1
    let stride = states + 2
    if rows.count < 2 * stride { rows = Array(repeating: 0, count: 2 * stride) }
    // Without a gradient nobody looks back: every column may overwrite the one before.
    let shareStride = gradient == nil ? 0 : states * 3
    let shareCount = max(states * 3, columns * shareStride)
    if shares.count < shareCount { shares = Array(repeating: 0, count: shareCount) }

    return label.withUnsafeBufferPointer { label in
      rows.withUnsafeMutableBufferPointer { rows in
        shares.withUnsafeMutableBufferPointer { shares in
          var pass = Pass(
            lattice: Lattice(label: label, columns: columns), symbols: symbols,
            shares: shares.baseAddress!, shareStride: shareStride, current: rows.baseAddress! + 2,
            previous: rows.baseAddress! + stride + 2)
          pass.forward(logits: logits, probabilities: gradient)
          return pass.backward(gradient: gradient)
        }
      }
    }
  }

  /// The loss in nats of a label and the gradient with respect to the logits, `[columns, symbols]`.
  ///
  /// - Parameter logits: `[columns, symbols]`, row-major; `columns` is `logits.count / symbols`.
  package mutating func callAsFunction(
    logits: [Float], symbols: Int, label: [Int32]
  ) -> (loss: Double, gradient: [Float]) {
    precondition(
      symbols >= 1 && logits.count % symbols == 0, "CTC: \(logits.count) logits are not rows of \(symbols)")
    var gradient = [Float](repeating: 0, count: logits.count)
    let loss = self(
      logits: logits, columns: logits.count / symbols, symbols: symbols, label: label, gradient: &gradient)
    return (loss, gradient)
  }
}

/// One run over one lattice.
private struct Pass {
  let lattice: Lattice
  let symbols: Int
  /// `[columns, states, 3]`.
  let shares: UnsafeMutablePointer<Double>
  /// From one column's shares to the next one's: `states * 3`, or 0 where they are not kept.
  let shareStride: Int
  /// `[states]`, with two cells before the first that stand for no state.
  var current: UnsafeMutablePointer<Double>
  var previous: UnsafeMutablePointer<Double>

  /// Leaves the last column's forward variables, as logarithms, in `current`, and the softmax in
  /// `probabilities`.
  mutating func forward(logits: UnsafePointer<Float>, probabilities: UnsafeMutablePointer<Float>?) {
    let states = lattice.states
    (current - 2).update(repeating: -.infinity, count: states + 2)
    (previous - 2).update(repeating: -.infinity, count: states + 2)

    for column in 0..<lattice.columns {
      let row = logits + column * symbols
      let live = lattice.liveStates(at: column)
      swap(&current, &previous)
      // The logits are read before the softmax, which may overwrite them.
      for state in live { current[state] = Double(row[lattice.symbol(state)]) }
      let normaliser = softmax(row, count: symbols, into: probabilities.map { $0 + column * symbols })
      if column == 0 {
        for state in live { current[state] -= normaliser }
        continue
      }
      var share = shares + column * shareStride + live.lowerBound * 3
      for state in live {
        let a = previous[state]
        let b = previous[state - 1]
        let c = lattice.canSkip(to: state) ? previous[state - 2] : -.infinity
        let largest = max(a, max(b, c))
        if largest == -.infinity {
          // Not yet reachable, for want of skips between equal symbols.
          share.update(repeating: 0, count: 3)
          share += 3
          current[state] = -.infinity
          continue
        }
        let fromA = exp(a - largest)
        let fromB = exp(b - largest)
        let fromC = exp(c - largest)
        let sum = fromA + fromB + fromC
        let scale = 1 / sum
        share[0] = fromA * scale
        share[1] = fromB * scale
        share[2] = fromC * scale
        share += 3
        current[state] += largest + log(sum) - normaliser
      }
    }
  }

  /// Takes each column's state probabilities from the softmax that `gradient` holds, and returns the loss.
  mutating func backward(gradient: UnsafeMutablePointer<Float>?) -> Double {
    let states = lattice.states
    let ends = max(0, states - 2)..<states
    let largest = ends.reduce(-Double.infinity) { max($0, current[$1]) }
    let logProbability = largest + log(ends.reduce(0) { $0 + exp(current[$1] - largest) })
    // Rounding can leave the probability of a certain label an ulp above 1. NaN stays NaN.
    let loss = logProbability >= 0 ? 0 : -logProbability
    guard let gradient else { return loss }

    for state in ends { current[state] = exp(current[state] - logProbability) }
    (current - 2).update(repeating: 0, count: ends.lowerBound + 2)

    for column in (0..<lattice.columns).reversed() {
      let row = gradient + column * symbols
      let live = lattice.liveStates(at: column)
      var blank = 0.0
      for state in live {
        if state & 1 == 0 {
          blank += current[state]
        } else {
          row[lattice.symbol(state)] -= Float(current[state])
        }
      }
      row[Int(CTC.blank)] -= Float(blank)

      if column == 0 { break }
      (previous - 2).update(repeating: 0, count: states + 2)
      var share = shares + column * shareStride + live.lowerBound * 3
      for state in live {
        previous[state] += current[state] * share[0]
        previous[state - 1] += current[state] * share[1]
        previous[state - 2] += current[state] * share[2]
        share += 3
      }
      swap(&current, &previous)
    }
    return loss
  }
}
