#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Values in the metadata of a safetensors file, whose strings hold them as JSON.
extension SafeTensors {
  /// - Throws: `ModelFileError` of kind `.damaged`: there is none of this key and type.
  func metadataValue<Value: Decodable>(_ key: String, as type: Value.Type) throws(ModelFileError) -> Value {
    guard let text = metadata[key], let value = try? JSONDecoder().decode(type, from: Data(text.utf8)) else {
      throw ModelFileError(
        path: path, kind: .damaged, message: "its metadata has no valid \(key); write the model again")
    }
    return value
  }

  /// - Parameter path: of the file that it is written to.
  /// - Throws: `ModelFileError` of kind `.unwritable` for a value that JSON has no form for.
  static func metadataText(_ value: some Encodable, path: String) throws(ModelFileError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(value) else {
      throw ModelFileError(path: path, kind: .unwritable, message: "its metadata is not valid text")
    }
    return String(decoding: json, as: UTF8.self)
  }
}
