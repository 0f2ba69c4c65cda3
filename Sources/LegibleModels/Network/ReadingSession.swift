import LegibleLayers
import LegibleTensors

/// The memory of one thread that reads, used again by every batch.
package final class ReadingSession {
  let output = Strip()
  let workspace = Workspace()

  package init() {}
}
