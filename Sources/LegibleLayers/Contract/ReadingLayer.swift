import LegibleTensors

/// A layer made ready for reading. It never changes again, so any number of threads may run it at once, each with its own
/// strips and workspace.
package protocol ReadingLayer: Sendable {
  /// - Parameters:
  ///   - input: `[H, W, C]`, of the format that the layer was made to read, gaps zero.
  ///   - output: given its shape and filled, of the format that the layer was made to write, gaps zero.
  ///   - workspace: scratch memory.
  func forward(_ input: Strip, into output: Strip, workspace: Workspace)
}
