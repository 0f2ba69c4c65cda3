/// What a network spec may ask for at most: a spec comes with a file, and a file can be hostile.
package enum SpecLimit {
  /// Layers of a network, those within others included.
  package static let layers = 256
  /// Layers within layers within layers.
  package static let depth = 3
  package static let size = 16384
  package static let kernel = 128
  /// Positions of a pooling window: the number of the winner fits a byte.
  package static let window = 256
  /// Floats of one strip column, rows times channels: it bounds the memory of a crop. The published CRNN has
  /// 2,048.
  package static let column = 1 << 15
  /// Pixels that a crop must be wide at least.
  package static let minimumWidth = 4096
  package static let symbols = 65536
  /// 1 GiB of float32, thirty times the published CRNN. It also keeps the count of multiply-adds within
  /// `Int`.
  package static let parameters = 1 << 28
  /// Pixels; the widest strip that is counted with.
  package static let width = 1 << 20
}
