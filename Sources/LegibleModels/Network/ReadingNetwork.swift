import LegibleLayers
import LegibleTensors

/// A network made ready for reading: weights packed, batch normalisation folded. It never changes, so all
/// threads share one.
package struct ReadingNetwork: Sendable {
  private let series: ReadingSeries

  /// - Parameter builder: knows the weights of the layers that the spec names.
  package init(_ spec: NetworkSpec, builder: ReadingBuilder) {
    series = builder.series(spec.series, name: NetworkSpec.name)
  }

  /// In the order of the forward pass.
  package var layers: [any ReadingLayer] { series.layers }

  /// Runs a batch.
  /// - Parameters:
  ///   - input: `[H, W, C]`, gaps zero.
  ///   - session: this thread's memory.
  /// - Returns: the last layer's output, valid until the session's next run.
  package func run(_ input: Strip, session: ReadingSession) -> Strip {
    series.forward(input, into: session.output, workspace: session.workspace)
    return session.output
  }
}
