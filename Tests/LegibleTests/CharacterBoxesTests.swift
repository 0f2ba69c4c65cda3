import Legible
import LegibleCTC
import LegibleImages
import LegibleTensors
import Testing

@Suite struct CharacterBoxesTests {
  private func symbols(_ columns: Range<Int>...) -> [DecodedSymbol] {
    columns.map { DecodedSymbol(index: 1, confidence: 1, columns: $0) }
  }

  /// All edges in columns, which are 4 pixels wide from pixel 10 on.
  private func edges(_ symbols: [DecodedSymbol], columns: Int) -> [Double] {
    let area = PixelArea(x: 10, y: 3, width: 4 * columns, height: 20)
    let boxes = CharacterBoxes(symbols, columns: columns, area: area)
    let all = symbols.indices.map { boxes[$0] }
    #expect(all.allSatisfy { $0.y == 3 && $0.height == 20 })
    return (all.map(\.x) + all.suffix(1).map { $0.x + $0.width }).map { ($0 - 10) / 4 }
  }

  private func expectEqual(_ edges: [Double], _ expected: [Double]) {
    #expect(edges.count == expected.count)
    for (edge, expected) in zip(edges, expected) { #expect(abs(edge - expected) < 1e-9, "\(edges)") }
  }

  @Test func aLetterBeginsBeforeItsColumnAndEndsAtTheNext() {
    // Columns 2, 6 and 12, whose mean distance is 5: before each of them lie 15% of 5, 4 and 6.
    expectEqual(
      edges(symbols(2..<3, 6..<7, 12..<13), columns: 20),
      [1.25, 5.4, 11.1, 17])
  }

  @Test func theMiddleOfSeveralColumnsStandsForThem() {
    // Columns 2 and 7, the middle one of 6, 7 and 8.
    expectEqual(
      edges(symbols(2..<3, 6..<9), columns: 20),
      [1.25, 6.25, 12])
  }

  @Test func neighboursInOneAnothersColumnsKeepTheirOwn() {
    expectEqual(edges(symbols(1..<2, 2..<3, 3..<4), columns: 9), [0.85, 2, 3, 4])
  }

  @Test func theOuterEdgesLieInTheArea() {
    expectEqual(edges(symbols(0..<1, 8..<9), columns: 10), [0, 6.8, 10])
  }

  @Test func aSingleCharacterHasAllFromItsColumnOn() {
    expectEqual(edges(symbols(2..<3), columns: 9), [2, 9])
  }

  @Test func boxesTileTheirTextAndHoldTheirColumns() {
    var random = RandomSource(seed: 5)
    for _ in 0..<2_000 {
      let columns = Int(random.uniform(in: 1...60))
      var symbols: [DecodedSymbol] = []
      var next = 0
      while true {
        let first = next + Int(random.uniform(in: 0...6))
        let end = first + 1 + Int(random.uniform(in: 0...3))
        guard end <= columns else { break }
        symbols.append(DecodedSymbol(index: 1, confidence: 1, columns: first..<end))
        next = end
      }
      let area = PixelArea(
        x: Int(random.uniform(in: 0...50)), y: 0, width: Int(random.uniform(in: 1...300)), height: 9)
      let scale = Double(area.width) / Double(columns)
      let boxes = CharacterBoxes(symbols, columns: columns, area: area)
      var end: Double?
      for (index, symbol) in symbols.enumerated() {
        let box = boxes[index]
        if let end { #expect(abs(box.x - end) < 1e-9) }
        end = box.x + box.width
        let middle =
          Double(area.x) + Double(symbol.columns.lowerBound + symbol.columns.upperBound) / 2 * scale
        #expect(box.width >= scale - 1e-9 && box.x < middle && middle < box.x + box.width)
        #expect(box.x >= Double(area.x) && box.x + box.width <= Double(area.x + area.width) + 1e-9)
      }
    }
  }
}
