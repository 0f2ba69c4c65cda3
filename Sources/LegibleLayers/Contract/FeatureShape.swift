/// What lies between two layers, but for the width, which is each crop's own.
package struct FeatureShape: Hashable, Sendable {
  /// Rows; 1 where `isColumns`.
  package let height: Int
  /// Channels of a feature map, or features of a column.
  package let channels: Int
  /// False for a feature map `[H, W, C]`, true for columns `[T, C]`.
  package let isColumns: Bool

  package init(height: Int, channels: Int, isColumns: Bool) {
    self.height = height
    self.channels = channels
    self.isColumns = isColumns
  }

  /// Columns of so many features.
  package static func columns(_ features: Int) -> FeatureShape {
    FeatureShape(height: 1, channels: features, isColumns: true)
  }
}
