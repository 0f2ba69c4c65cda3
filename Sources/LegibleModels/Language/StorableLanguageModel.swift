import LegibleLanguage

/// A language model that a file can hold.
package protocol StorableLanguageModel: LanguageModel {
  /// The name of its kind in files, such as `n-gram`.
  static var kind: String { get }

  /// Its tensors, which stay as they are until they are written.
  var sources: [SafeTensors.Source] { get }
  /// What its kind adds to a file's metadata.
  var metadata: [String: String] { get }

  /// The model of a file.
  /// - Throws: `ModelFileError` for tensors or metadata that are not those of a whole model of this kind; whatever passes
  ///   can be read with.
  init(_ file: SafeTensors, alphabet: Alphabet) throws(ModelFileError)
}

/// The kinds of language models that a file can hold. A new kind is one line here and one file of its own.
let languageModelKinds: [any StorableLanguageModel.Type] = [NGramModel.self, RecurrentLanguageModel.self]
