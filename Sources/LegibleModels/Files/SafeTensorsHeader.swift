#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The JSON at the head of a safetensors file, as it is written: nothing in it has been checked yet.
struct SafeTensorsHeader: Codable {
  struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    /// First byte and the one after the last, from the start of the data.
    var offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }
  var metadata: [String: String] = [:]
  var entries: [(name: String, entry: Entry)] = []

  /// Largest header that is read: room for a hundred thousand tensors, and no more for a hostile file to fill.
  static let maximumLength = 16 << 20

  private static let metadataKey = "__metadata__"

  init() {}

  init(json: UnsafeRawBufferPointer) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(json))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    for key in container.allKeys {
      if key.stringValue == Self.metadataKey {
        metadata = try container.decode([String: String].self, forKey: key)
      } else {
        entries.append((key.stringValue, try container.decode(Entry.self, forKey: key)))
      }
    }
  }

  /// Compact, keys sorted: the same tensors and metadata give the same bytes.
  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    if !metadata.isEmpty { try container.encode(metadata, forKey: Name(stringValue: Self.metadataKey)) }
    for (name, entry) in entries { try container.encode(entry, forKey: Name(stringValue: name)) }
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
