extension SafeTensors {
  /// Element types of the format; the raw value is the format's word. All are stored little-endian.
  package enum Element: String, Hashable, Sendable, Codable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint64 = "U64"
    case uint32 = "U32"
    case uint16 = "U16"
    case uint8 = "U8"
    case bool = "BOOL"

    /// Bytes per element.
    package var size: Int {
      switch self {
      case .float64, .int64, .uint64: 8
      case .float32, .int32, .uint32: 4
      case .float16, .bfloat16, .int16, .uint16: 2
      case .int8, .uint8, .bool: 1
      }
    }
  }

  /// Bytes of a tensor; nil where there are more than 32 sizes, a negative one, or a product beyond `Int`.
  static func byteCount(_ element: Element, _ shape: [Int]) -> Int? {
    guard shape.count <= 32 else { return nil }
    var count = element.size
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      if size < 0 || overflow { return nil }
      count = product
    }
    return count
  }
}
