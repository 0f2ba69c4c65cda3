/// What lies between two layers, but for the width, which is each crop's own.
package struct FeatureShape: Hashable, Sendable {
  /// Rows; 1 where `isColumns`.
  package let height: Int
  /// Channels of a feature map, or features of a column.
  package let channels: Int
  /// False for a feature map `[H, W, C]`, true for columns `[T, C]`.
  package let isColumns: Bool
  /// True where a layer has made one column, `[1, C]`, of all columns of a crop: what it says of the whole crop.
  package let isSummary: Bool

  package init(height: Int, channels: Int, isColumns: Bool, isSummary: Bool = false) {
    self.height = height
    self.channels = channels
    self.isColumns = isColumns
    self.isSummary = isSummary
  }

  /// Columns of so many features.
  package static func columns(_ features: Int) -> FeatureShape {
    FeatureShape(height: 1, channels: features, isColumns: true)
  }

  /// One column of so many features for each crop.
  package static func summary(_ features: Int) -> FeatureShape {
    FeatureShape(height: 1, channels: features, isColumns: true, isSummary: true)
  }

  /// As many columns, each of so many features.
  package func with(features: Int) -> FeatureShape { isSummary ? .summary(features) : .columns(features) }
}
