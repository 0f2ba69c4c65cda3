import LegibleTensors

/// The parameters of one layer, made as its spec describes them.
package struct LayerParameters {
  /// In the order of their descriptions.
  package let all: [Parameter]
  private let roles: [String]

  /// - Parameter name: of the layer, such as `layers.0`.
  package init(_ descriptions: [TensorDescription], name: String) {
    roles = descriptions.map(\.role)
    all = descriptions.map {
      Parameter(name: "\(name).\($0.role)", shape: $0.shape, kind: $0.kind, fill: $0.fill)
    }
  }

  package subscript(role: String) -> Parameter {
    guard let index = roles.firstIndex(of: role) else {
      preconditionFailure("a layer without a tensor \(role)")
    }
    return all[index]
  }
}
