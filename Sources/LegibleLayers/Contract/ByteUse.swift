import LegibleTensors

/// What a layer does with bytes in a quantised network.
package enum ByteUse: Hashable, Sendable {
  /// It writes what it reads, numbers or bytes.
  case passes
  /// It calculates with floats.
  case floats
  /// It multiplies bytes with this zero point, none larger than `largest`; their scale is found by
  /// calibration.
  case multiplies(zeroPoint: UInt8, largest: UInt8)
  /// It multiplies bytes whose scale is known without calibration.
  case multipliesFixed(Quantization)
}

extension ByteUse {
  /// That of a layer that multiplies whatever comes: with the byte 0 for zero where nothing is negative, else
  /// 128.
  package static func multipliesAny(_ numbers: NumberRange) -> ByteUse {
    switch numbers {
    case .nonnegative: .multiplies(zeroPoint: 0, largest: 255)
    case .any: .multiplies(zeroPoint: 128, largest: 255)
    case .unit: .multipliesFixed(.unit)
    }
  }
}
