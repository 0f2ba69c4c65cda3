import LegibleLayers

extension TrainingOptions {
  /// What recurrent weights are before training, each square block of a gate by itself.
  public enum RecurrentWeights: String, Codable, Sendable, Hashable, CaseIterable {
    /// Uniform in `±1/sqrt(H)`, PyTorch's default.
    case uniform
    /// A random orthogonal matrix (Saxe et al. 2014).
    case orthogonal
    /// The identity, for rectified Elman layers (Le et al. 2015).
    case identity
  }

  /// How a new network's recurrent layers start.
  var recurrentLayerStart: RecurrentStart {
    RecurrentStart(recurrentStart, forgetBias: forgetBias, updateBias: updateBias)
  }
}

extension RecurrentStart {
  /// - Parameters: nil for what layers start as by default.
  package init(_ weights: TrainingOptions.RecurrentWeights?, forgetBias: Float?, updateBias: Float?) {
    self.init()
    switch weights {
    case .uniform, nil: break
    case .orthogonal: self.weights = .orthogonal
    case .identity: self.weights = .identity
    }
    self.forgetBias = forgetBias ?? self.forgetBias
    self.updateBias = updateBias ?? self.updateBias
  }
}
