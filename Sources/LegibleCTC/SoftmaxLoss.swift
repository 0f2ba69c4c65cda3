/// The cross-entropy of a softmax where one symbol is right: `-ln softmax(logits)[target]`, in nats.
///
/// - Parameters:
///   - logits: `[count]`, finite; any other value makes the loss NaN.
///   - target: the right symbol, in `0..<count`.
///   - gradient: `[count]`, the loss's gradient with respect to the logits: the softmax, less 1 for the target.
package func softmaxLoss(
  logits: UnsafePointer<Float>, count: Int, target: Int32, gradient: UnsafeMutablePointer<Float>
) -> Double {
  precondition(0 <= target && target < count, "symbol \(target) of \(count)")
  let normalizer = softmax(logits, count: count, into: gradient)
  gradient[Int(target)] -= 1
  return normalizer - Double(logits[Int(target)])
}
