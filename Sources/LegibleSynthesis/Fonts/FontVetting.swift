import CFreeType
import LegibleFiles

/// Why a font file is not used.
public struct FontRejection: Error, Equatable, Sendable {
  public var path: String
  public var reason: String
}

/// Reads the outlines of the alphabet's characters out of a font file, and refuses fonts whose glyphs are not
/// what their character map says: symbols, bar codes, framed letters, other scripts on Latin code points.
struct FontVetting {
  let table: SymbolTable
  let library: FontLibrary

  /// More points than this in one glyph are a rough, scanned outline: slow to fill, and fine detail that no
  /// crop shows.
  static let pointsPerGlyph = 500

  /// Fonts of all scripts of the world have some tens of megabytes.
  static let byteLimit = 256 << 20

  /// - Throws: `FontRejection`, with the reason in words.
  func vet(_ path: String) throws(FontRejection) -> (font: Font, portrait: FontPortrait) {
    // Read here: FreeType would map the file, and one that is cut short meanwhile would end the process.
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try [UInt8](contentsOf: path, limit: Self.byteLimit)
    } catch {
      throw FontRejection(path: path, reason: error.factDescription)
    }
    return try bytes.withUnsafeBufferPointer { bytes throws(FontRejection) in
      try vet(bytes, path: path)
    }
  }

  private func vet(
    _ bytes: UnsafeBufferPointer<UInt8>, path: String
  ) throws(FontRejection) -> (font: Font, portrait: FontPortrait) {
    func reject(_ reason: String) -> FontRejection { FontRejection(path: path, reason: reason) }

    var opened: FT_Face?
    let code = FT_New_Memory_Face(library.handle, bytes.baseAddress, FT_Long(bytes.count), 0, &opened)
    guard code == 0, let face = opened else { throw reject("not a font FreeType can open (error \(code))") }
    defer { FT_Done_Face(face) }
    guard legible_face_is_scalable(face) != 0 else { throw reject("bitmap font without outlines") }
    guard legible_select_unicode(face) == 0 else { throw reject("no Unicode character map") }

    // Printable ASCII is read whatever the alphabet is: what Latin letters look like tells whether to trust
    // the font.
    var outlines = OutlineReader(face: face)
    let ascii = (32...126).map { outlines.read(FT_Get_Char_Index(face, FT_ULong($0)), mayBeEmpty: $0 == 32) }
    let shapes = LatinShapes(ascii: ascii, outlines: outlines, library: library)
    let capitalHeight: Float
    switch shapes.verdict() {
    case .plausible(let height): capitalHeight = height
    case .implausible(let reason): throw reject(reason)
    }
    let capitalsOnly = shapes.lowerCaseRepeatsUpperCase
    let indices = table.scalars.map { FT_Get_Char_Index(face, FT_ULong($0.value)) }
    var glyphs: [Font.Glyph?] = []
    for (index, scalar) in zip(indices, table.scalars) {
      let isASCII = (32...126).contains(scalar.value)
      let glyph = isASCII ? ascii[Int(scalar.value) - 32] : outlines.read(index, mayBeEmpty: false)
      let fits =
        glyph.map { glyph in
          !(capitalsOnly && scalar.properties.isLowercase)
            && shapes.sizeFits(scalar, box: outlines.box(of: glyph))
            && nameFits(face, index: index, scalar: scalar)
        } ?? false
      glyphs.append(fits ? glyph : nil)
    }
    if let space = table[" "], let advance = glyphs[space]?.advance {
      // Some fonts have a space of no width, and a text's spaces must be seen.
      glyphs[space]?.advance = max(advance, 0.3 * capitalHeight)
    }

    var kerning: [UInt32: Int16] = [:]
    if legible_face_has_kerning(face) != 0 {
      for left in 0..<table.count where glyphs[left] != nil {
        for right in 0..<table.count where glyphs[right] != nil {
          let value = legible_kerning(face, indices[left], indices[right])
          if value != 0, abs(value) < Int(capitalHeight) {
            kerning[UInt32(left) << 16 | UInt32(right)] = Int16(exactly: value)
          }
        }
      }
    }
    let font = Font(
      path: path, family: face.pointee.family_name.map { String(cString: $0) } ?? path,
      capitalHeight: capitalHeight, glyphs: glyphs, points: outlines.points, tags: outlines.tags,
      ends: outlines.ends, kerning: kerning, capitalsOnly: capitalsOnly)
    return (font, shapes.portrait)
  }

  /// False if the glyph's name says that it is another letter, as in Greek fonts on Latin code points.
  private func nameFits(_ face: FT_Face, index: UInt32, scalar: Unicode.Scalar) -> Bool {
    guard scalar.isASCII, scalar.properties.isAlphabetic else { return true }
    var buffer = [CChar](repeating: 0, count: 64)
    guard FT_Get_Glyph_Name(face, index, &buffer, 64) == 0 else { return true }
    let name = buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    let greek = [
      "alpha", "beta", "gamma", "delta", "epsilon", "theta", "lambda", "sigma", "omega", "phi", "psi", "afii",
    ]
    return !greek.contains { name.lowercased().hasPrefix($0) }
  }
}

/// Collects outlines from a face into flat arrays.
struct OutlineReader {
  let face: FT_Face
  var points: [Int16] = []
  var tags: [UInt8] = []
  var ends: [UInt16] = []

  init(face: FT_Face) {
    self.face = face
  }

  /// Nil if the index is 0 (the font lacks the character), the glyph has no outline, no ink where it should
  /// have, or coordinates beyond 16 bits.
  mutating func read(_ index: UInt32, mayBeEmpty: Bool) -> Font.Glyph? {
    guard index != 0, legible_load_outline(face, index) == 0 else { return nil }
    let pointCount = Int(legible_outline_points(face))
    let contourCount = Int(legible_outline_contours(face))
    let advance = Float(face.pointee.glyph.pointee.metrics.horiAdvance)
    guard advance.magnitude < 32_000, pointCount <= FontVetting.pointsPerGlyph else { return nil }
    let first = (points: tags.count, contours: ends.count)
    if mayBeEmpty {
      return Font.Glyph(
        points: first.points..<first.points, contours: first.contours..<first.contours, advance: advance)
    }
    guard pointCount > 2, contourCount > 0, advance > 0 else { return nil }
    var pastEnd = 0
    for contour in 0..<contourCount {
      let end = Int(legible_outline_end(face, Int32(contour)))
      // FreeType promises rising ends inside the points; a font file promises nothing.
      guard end >= pastEnd, end < pointCount else {
        ends.removeSubrange(first.contours...)
        return nil
      }
      ends.append(UInt16(end))
      pastEnd = end + 1
    }
    guard pastEnd == pointCount else {
      ends.removeSubrange(first.contours...)
      return nil
    }
    for point in 0..<pointCount {
      let position = legible_outline_point(face, Int32(point))
      guard let x = Int16(exactly: position.x), let y = Int16(exactly: position.y) else {
        points.removeSubrange((2 * first.points)...)
        tags.removeSubrange(first.points...)
        ends.removeSubrange(first.contours...)
        return nil
      }
      points.append(x)
      points.append(y)
      tags.append(legible_outline_tag(face, Int32(point)))
    }
    return Font.Glyph(
      points: first.points..<tags.count, contours: first.contours..<ends.count, advance: advance)
  }

  /// Extent of a glyph's points, font units.
  func box(of glyph: Font.Glyph) -> GlyphBox {
    guard !glyph.points.isEmpty else { return GlyphBox(left: 0, bottom: 0, right: 0, top: 0) }
    var box = GlyphBox(left: .infinity, bottom: .infinity, right: -.infinity, top: -.infinity)
    for point in glyph.points {
      let x = Float(points[2 * point])
      let y = Float(points[2 * point + 1])
      box.left = min(box.left, x)
      box.right = max(box.right, x)
      box.bottom = min(box.bottom, y)
      box.top = max(box.top, y)
    }
    return box
  }
}

/// An upright rectangle, y upwards.
struct GlyphBox: Equatable {
  var left: Float
  var bottom: Float
  var right: Float
  var top: Float

  var width: Float { right - left }
  var height: Float { top - bottom }
}
