import LegibleCTC
import Testing

@Suite struct ClassDecoderTests {
  @Test func givesTheMostProbableClassesBestFirst() {
    var decoder = ClassDecoder(candidates: 3)
    decoder.decode(logits: [1, 3, 2, 0], columns: 1, symbols: 4)
    #expect(decoder.candidates.map(\.label) == [[1], [2], [0]])
    let expected: [Float] = [0.643_914, 0.236_883, 0.087_144]
    for (candidate, expected) in zip(decoder.candidates, expected) {
      #expect(abs(candidate.confidence - expected) < 1e-5)
      #expect(candidate.score == candidate.confidence)
    }
  }

  @Test func ofEqualClassesTheFirstComesFirst() {
    var decoder = ClassDecoder(candidates: 9)
    decoder.decode(logits: [2, 2, 2], columns: 1, symbols: 3)
    #expect(decoder.candidates.map(\.label) == [[0], [1], [2]])
  }
}
