import LegibleTensors

/// A recurrent layer made ready for reading, with products of floats or of bytes. Sums, memory and output of a step
/// are floats either way.
struct RecurrentReading: ReadingLayer {
  /// By which it finds its state.
  let name: String
  let walks: [RecurrentWalk]
  let writes: Strip.Format

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    let cell = walks[0].cell
    let (o, m) = (cell.outputSize, cell.memorySize)
    output.reshape(input.layout, channels: o * walks.count, format: writes)
    output.clearGaps()
    let state = workspace.states?.state(of: name, size: walks.count * cell.stateSize)
    for (number, walk) in walks.enumerated() {
      workspace.sequence.arrange(input.layout, reversed: walk.reversed)
      let sequence = workspace.sequence
      let rows = sequence.rows
      var arrays = RecurrentWalk.Arrays(
        sums: workspace.floats(.sums, count: rows * cell.sumCount),
        memory: workspace.floats(.state, count: rows * m), output: workspace.floats(.output, count: rows * o))
      if let state {
        let initial = workspace.floats(.initialState, count: input.layout.count * cell.stateSize)
        state.gather(number, of: cell, sequence, into: initial)
        arrays.initialState = UnsafePointer(initial)
      }
      walk.projectInput(input, sequence, into: arrays.sums, threads: 1, workspace) {
        workspace.floats(.input, count: $0)
      }
      walk.run(sequence, arrays, workspace)
      sequence.scatter(arrays.output, width: o, to: output, channel: number * o, threads: 1)
      state?.keepLast(arrays.output, arrays.memory, number, of: cell, sequence)
    }
  }
}
