import Foundation
import LegibleLayers
import LegibleModels
import LegibleTensors

/// Golden values from Tests/Goldens, written by the script of the same name in Scripts/goldens.
package struct Golden {
  private let file: SafeTensors

  /// - Parameter name: of the file, without `.safetensors`.
  package init(_ name: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    file = try SafeTensors(contentsOf: folder.path + "/Goldens/\(name).safetensors")
  }

  /// Shape and values of a tensor; nil where there is none of this name.
  package func tensor(_ name: String) throws -> (shape: [Int], values: [Float])? {
    guard let tensor = file[name] else { return nil }
    return (tensor.shape, try file.withFloats(name, shape: tensor.shape) { Array($0) })
  }

  /// The tensors `CASE/0/KIND`, `CASE/1/KIND` ..., each `[H, W, C]`, side by side; nil where there are none.
  package func strip(_ name: String, _ kind: String, gap: Int) throws -> Strip? {
    var items: [(shape: [Int], values: [Float])] = []
    while let item = try tensor("\(name)/\(items.count)/\(kind)") { items.append(item) }
    guard let shape = items.first?.shape else { return nil }
    let layout = StripLayout(height: shape[0], widths: items.map { $0.shape[1] }, gap: gap)
    let values = items.flatMap(\.values)
    return filledStrip(layout, channels: shape[2]) { values[$0] }
  }

  /// The same for the layers of a spec.
  package func mismatch(_ name: String, _ words: String, on shape: FeatureShape) throws -> String? {
    let item = LayerCase(words, on: shape)
    return try mismatch(name, item.make(), gap: item.series.gap)
  }

  /// Runs a layer on the case's inputs with the case's parameters, all items in one strip, and compares
  /// output, gradients and statistics with the case's.
  ///
  /// The golden values are exact to half a unit in the last place of float32. The layers' own sums have fewer
  /// than a hundred terms of about size 1: their error stays below 1e-5 of the largest.
  ///
  /// - Parameters:
  ///   - name: of the case.
  ///   - parameterName: a parameter's name in the file; unless told, the last part of its own.
  /// - Returns: the first disagreement, or nil.
  package func mismatch(
    _ name: String, _ layer: any TrainingLayer, gap: Int = 1,
    parameterName: (Parameter) -> String = { String($0.name.split(separator: ".").last ?? "") }
  ) throws -> String? {
    func compare(_ what: String, _ actual: [Float], _ expected: [Float]?) -> String? {
      guard let expected else { return "no golden \(what)" }
      let largest = expected.map { Double(abs($0)) }.max() ?? 0
      return firstMismatch(actual, expected, absolute: 1e-5 * max(1, largest)).map { "\(what): \($0)" }
    }

    for parameter in layer.parameters {
      let source = "\(name)/parameter/\(parameterName(parameter))"
      guard let value = try tensor(source), value.shape == parameter.shape else {
        return "no golden \(source) of shape \(parameter.shape)"
      }
      parameter.value.base.update(from: value.values, count: parameter.count)
    }
    guard let input = try strip(name, "input", gap: gap), let output = try strip(name, "output", gap: gap),
      let cotangent = try strip(name, "cotangent", gap: gap)
    else { return "no golden \(name)" }

    let run = LayerRun(layer)
    let state = try startFromState(name, run)
    _ = run.train(input, cotangent)
    guard run.output.layout == output.layout, run.output.channels == output.channels else {
      return "output of another shape than the golden one"
    }
    let gradient = try strip(name, "gradient", gap: gap)
    var comparisons: [String?] = [
      compare("output", run.output.elements, output.elements),
      compare("input's gradient", run.inputGradient.elements, gradient?.elements),
    ]
    if let state {
      func values(_ buffer: FloatBuffer, _ item: Int) -> [Float] {
        (0..<state.size).map { buffer.base[item * state.size + $0] }
      }
      for item in 0..<input.layout.count {
        comparisons += [
          compare(
            "state at the end", values(state.values, item), try tensor("\(name)/\(item)/final")?.values),
          compare(
            "gradient of the state", values(state.gradients, item),
            try tensor("\(name)/\(item)/initialGradient")?.values),
        ]
      }
    }
    for parameter in layer.parameters {
      let own = parameterName(parameter)
      comparisons.append(
        parameter.kind == .statistic
          ? compare(own, parameter.values, try tensor("\(name)/updated/\(own)")?.values)
          : compare("gradient of \(own)", parameter.gradients, try tensor("\(name)/gradient/\(own)")?.values))
    }
    return comparisons.compactMap { $0 }.first
  }

  /// Lets the run of a recurrent layer start from the case's states and end in their gradients; nil where the case has
  /// none.
  private func startFromState(_ name: String, _ run: LayerRun) throws -> RecurrentState? {
    var items: [(initial: [Float], cotangent: [Float])] = []
    while let initial = try tensor("\(name)/\(items.count)/initial"),
      let cotangent = try tensor("\(name)/\(items.count)/finalCotangent")
    {
      items.append((initial.values, cotangent.values))
    }
    guard let size = items.first?.initial.count else { return nil }
    let states = RecurrentStates(items: items.count)
    let state = states.state(of: "layers.0", size: size)
    for (index, item) in items.enumerated() {
      (state.values.base + index * size).update(from: item.initial, count: size)
      (state.gradients.base + index * size).update(from: item.cotangent, count: size)
    }
    run.states = states
    return state
  }
}
