import LegibleModels

extension TrainingOptions {
  /// How many layers, from the first, stay as they are.
  /// - Precondition: `checkFrozen` has passed.
  func frozenLayers(of spec: NetworkSpec) -> Int {
    guard let frozen else { return 0 }
    guard let count = spec.layerCount(through: frozen) else {
      preconditionFailure("a network without a layer \(frozen)")
    }
    return count
  }

  /// - Throws: `TrainingPlanError` where no layer is named so, or where no layer would be trained.
  func checkFrozen(_ spec: NetworkSpec) throws(TrainingPlanError) {
    guard let frozen else { return }
    guard let count = spec.layerCount(through: frozen) else {
      throw .unknownLayer(frozen, layers: spec.layers.map { "\($0)" })
    }
    if count == spec.layers.count { throw .nothingToTrain(frozen) }
  }
}
