/// The maximum over windows that lie side by side, taken before a convolution's output is stored.
struct FusedPooling: Equatable, Sendable {
  /// 1 or 2.
  var height = 1
  var width = 1
}
