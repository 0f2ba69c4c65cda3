import Foundation
import LegibleSynthesis
import LegibleTensors
import TestSupport
import Testing

@Suite struct FontVettingTests {
  private let whole = try? Data(contentsOf: URL(fileURLWithPath: dejaVu + "/DejaVuSans.ttf"))

  @Test func hostileFilesAreRejectedWithAReason() throws {
    let font = try #require(whole)
    let folder = try TemporaryFolder()
    var random = RandomSource(seed: 4)
    try folder.write("empty.ttf", Data())
    try folder.write("noise.otf", Data((0..<50_000).map { _ in UInt8(random.next() & 255) }))
    try folder.write("cut100.ttf", font.prefix(100))
    try folder.write("cut20000.ttf", font.prefix(20_000))
    try folder.write("cut.pfb", Data("%!PS-AdobeFont-1.0: Broken\n/FontType 1 def eexec".utf8))
    try folder.write("readme.txt", Data("not a font, and not looked at".utf8))
    try folder.write("nested/folder/good.ttf", font)
    let synthesizer = try Synthesizer(SynthesisOptions(fontFolders: [folder.path]))
    #expect(synthesizer.fontCount == 1)
    #expect(synthesizer.rejectedFonts.count == 5)
    #expect(synthesizer.rejectedFonts.allSatisfy { !$0.reason.isEmpty && $0.path.hasPrefix(folder.path) })
    #expect(throws: Never.self) { try synthesizer.makeRenderer().crop(seed: 0, index: 0) }
  }

  /// Fonts damaged at random either are rejected or can be set; neither crashes.
  @Test func damagedFontsDoNoHarm() throws {
    let font = try #require(whole)
    let folder = try TemporaryFolder()
    var random = RandomSource(seed: 9)
    for number in 0..<60 {
      var damaged = font
      for _ in 0..<(number < 30 ? 30 : 2000) {
        damaged[Int(random.next() % UInt64(damaged.count))] = UInt8(random.next() & 255)
      }
      try folder.write("\(number).ttf", damaged)
    }
    try folder.write("whole.ttf", font)
    var options = SynthesisOptions(fontFolders: [folder.path])
    options.blankShare = 0
    let synthesizer = try Synthesizer(options)
    #expect(synthesizer.fontCount + synthesizer.rejectedFonts.count == 61)
    let renderer = try synthesizer.makeRenderer()
    for index in 0..<400 {
      #expect(!(try renderer.crop(seed: 1, index: UInt64(index)).text.isEmpty))
    }
  }

  @Test func withoutFontsTheErrorNamesTheWayOut() throws {
    let folder = try TemporaryFolder()
    try folder.write("empty.ttf", Data())
    #expect(throws: SynthesisError.noFonts(folders: [folder.path], rejected: 1)) {
      try Synthesizer(SynthesisOptions(fontFolders: [folder.path]))
    }
    #expect(
      "\(SynthesisError.noFonts(folders: ["/fonts"], rejected: 1))"
        == "no usable font in /fonts (1 files rejected); Scripts/install-synthesis-data.sh fetches a good set"
    )
  }

  @Test func anAlphabetThatNoFontHoldsIsAnError() throws {
    var options = SynthesisOptions(fontFolders: [dejaVu])
    options.alphabet = "字"
    let renderer = try Synthesizer(options).makeRenderer()
    #expect(throws: SynthesisError.nothingToWrite) { try renderer.crop(seed: 0, index: 0) }
    options.alphabet = "ae\u{301}"
    #expect(throws: SynthesisError.compositeCharacter("e\u{301}")) { try Synthesizer(options) }
  }

  @Test func damagedPicturesAreLeftOut() throws {
    let folder = try TemporaryFolder()
    try folder.write("cut.png", Data([0x89, 0x50, 0x4E, 0x47]))
    try folder.write("empty.jpg", Data())
    let synthesizer = try Synthesizer(
      SynthesisOptions(fontFolders: [dejaVu], backgroundFolders: [folder.path]))
    #expect(synthesizer.backgroundCount == 0)
    #expect(synthesizer.rejectedBackgrounds.count == 2)
  }
}
