import Foundation
import LegibleLanguage
import LegibleModels
import TestSupport
import Testing

@Suite struct LanguageModelFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A model of a few words over so many symbols, the end included.
  private func model(symbolCount: Int) throws -> NGramModel {
    let alphabet = try Alphabet(
      (1..<UInt32(symbolCount)).map { String(Character(Unicode.Scalar(0x4E00 + $0)!)) })
    var counts = NGramCounts(order: 3, symbolCount: symbolCount)
    let last = Int32(symbolCount - 1)
    for word in [[1, 2, 3], [2, 1, 2, last], [last, 1, 1, 2, 3], [4]] as [[Int32]] { counts.add(word + [0]) }
    return NGramModel(NGramTable(&counts), alphabet: alphabet)
  }

  /// Symbols take a byte each up to 255 of them, then two.
  @Test(arguments: [6, 255, 256, 3000])
  func aModelIsReadAsItWasWritten(symbolCount: Int) throws {
    let model = try model(symbolCount: symbolCount)
    let path = folder.file("model")
    try LanguageModelFile(model: model, trainingRecord: ["texts": "words"]).write(to: path)
    let file = try LanguageModelFile(contentsOf: path)
    #expect(file.trainingRecord == ["texts": "words"])
    #expect(file.model.alphabet == model.alphabet)
    #expect((file.model as? NGramModel)?.levels == model.levels)
    let element = try SafeTensors(contentsOf: path)["levels.2.symbols"]?.element
    #expect(element == (symbolCount <= 255 ? .uint8 : .uint16))
  }

  @Test func aFileOfARPAsFormatIsToldByItsContent() throws {
    let text = #"""
      \data\
      ngram 1=3

      \1-grams:
      -0.3 </s>
      -99 <s>
      -0.3 a

      \end\
      """#
    #expect(try LanguageModelFile(contentsOf: folder.write("x", text)).model.alphabet.symbols == ["a"])
    let path = try folder.write("y", text.replacing("-0.3 a", with: "-0.3 ab"))
    let error = #expect(throws: ModelFileError.self) { try LanguageModelFile(contentsOf: path) }
    #expect(error?.description.hasPrefix("\(path): line 7: a model of words") == true)
  }

  /// Every way to take a file apart is an error with its name, and none ends the process.
  @Test func whateverIsChangedIsNoticed() throws {
    let model = try model(symbolCount: 6)
    let path = folder.file("model")
    try LanguageModelFile(model: model).write(to: path)
    let bytes = try folder.read("model")
    for index in stride(from: 0, to: bytes.count, by: 7) {
      var changed = bytes
      changed[index] ^= 0x55
      let path = try folder.write("changed", changed)
      #expect(throws: ModelFileError.self, "byte \(index)") { try LanguageModelFile(contentsOf: path) }
    }
    // With a checksum that fits, the arrays themselves are looked at.
    func rewritten(_ change: ([SafeTensors.Source]) -> [SafeTensors.Source]) throws -> String? {
      let file = try SafeTensors(contentsOf: path)
      let sources = file.tensors.map { tensor in
        SafeTensors.Source(
          tensor.name, tensor.element, shape: tensor.shape, bytes: file.withBytes(of: tensor) { Array($0) })
      }
      let other = folder.file("other")
      try SafeTensors.write(change(sources), metadata: file.metadata, to: other)
      do throws(ModelFileError) {
        _ = try LanguageModelFile(contentsOf: other)
        return nil
      } catch {
        return error.message
      }
    }
    #expect(try rewritten { $0 } == nil)
    for name in try SafeTensors(contentsOf: path).tensors.map(\.name) {
      #expect(try rewritten { $0.filter { $0.name != name } } != nil, "\(name)")
      let short = try rewritten { sources in
        sources.map { source in
          source.name == name ? SafeTensors.Source(name, source.element, shape: [0], bytes: []) : source
        }
      }
      #expect(short != nil, "\(name)")
    }
  }

  @Test func aModelOfAnotherKindIsNamed() throws {
    let path = folder.file("plain")
    try SafeTensors.write([], to: path)
    let error = #expect(throws: ModelFileError.self) { try LanguageModelFile(contentsOf: path) }
    #expect(error?.kind == .unsuitable)
    #expect(
      error?.description
        == "\(path): not a language model; train one on texts, or give a file in ARPA's format")
    let newer = folder.file("newer")
    try SafeTensors.write([], metadata: ["languageFormatVersion": "2", "languageModel": "n-gram"], to: newer)
    let other = #expect(throws: ModelFileError.self) { try LanguageModelFile(contentsOf: newer) }
    #expect(other?.kind == .newerVersion)
  }
}
