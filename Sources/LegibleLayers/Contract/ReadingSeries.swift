import LegibleTensors

/// Layers made ready for reading, one after another.
package struct ReadingSeries: ReadingLayer {
  package let layers: [any ReadingLayer]

  /// - Precondition: there is one at least.
  package init(_ layers: [any ReadingLayer]) {
    precondition(!layers.isEmpty, "a series of no layers")
    self.layers = layers
  }

  package func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    workspace.withStrip { even in
      workspace.withStrip { odd in
        var current = input
        for (index, layer) in layers.enumerated() {
          let next = index == layers.count - 1 ? output : index % 2 == 0 ? even : odd
          layer.forward(current, into: next, workspace: workspace)
          current = next
        }
      }
    }
  }
}
