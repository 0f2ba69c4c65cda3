import LegibleTensors
import LegibleTraining
import TestSupport
import Testing

@Suite struct SequenceTaskTests {
  private func drawn(
    _ task: some SequenceTask, count: Int, seed: UInt64 = 1
  ) -> (input: Strip, targets: SequenceTargets) {
    let (input, random) = (poisonedStrip(), RandomSource(seed: seed))
    var source = random
    let targets = task.fill(input, count: count, using: &source)
    return (input, targets)
  }

  private func symbols(_ targets: SequenceTargets) throws -> [Int32] {
    guard case .symbols(let symbols) = targets else {
      Issue.record("numbers, not symbols")
      return []
    }
    return symbols
  }

  @Test func theSymbolToRecallIsTheFirstAndAskedForAtTheLast() throws {
    let (input, targets) = drawn(RecallTask(choices: 3, distance: 5), count: 40)
    let symbols = try symbols(targets)
    #expect(symbols.count == input.layout.width)
    #expect(symbols.filter { $0 >= 0 }.count == 40)
    var seen: Set<Int32> = []
    for item in 0..<40 {
      let target = symbols[input.layout.offsets[item] + 5]
      seen.insert(target)
      let columns = input.elements(of: item)
      var expected = [Float](repeating: 0, count: 6 * 4)
      expected[Int(target)] = 1
      expected[5 * 4 + 3] = 1
      #expect(columns == expected)
    }
    #expect(seen == [0, 1, 2])
    #expect(input.elements.count == 40 * 24)
  }

  @Test func theNumbersToAddAreMarkedOneInEachHalf() {
    let (input, targets) = drawn(AddingTask(length: 9), count: 50)
    guard case .numbers(let numbers) = targets else { return #expect(Bool(false), "symbols") }
    #expect(numbers.filter { !$0.isNaN }.count == 50)
    for item in 0..<50 {
      let columns = input.elements(of: item)
      let marked = (0..<9).filter { columns[2 * $0 + 1] == 1 }
      #expect(marked.count == 2 && marked[0] < 4 && marked[1] >= 4)
      #expect((0..<9).allSatisfy { 0..<1 ~= columns[2 * $0] && [0, 1].contains(columns[2 * $0 + 1]) })
      let sum = marked.reduce(0) { $0 + columns[2 * $1] }
      #expect(numbers[input.layout.offsets[item] + 8] == sum)
    }
  }

  @Test func neighboursAreAddedOnBothSides() throws {
    let (input, targets) = drawn(NeighboursTask(choices: 3, length: 6), count: 20)
    let symbols = try symbols(targets)
    for item in 0..<20 {
      let columns = input.elements(of: item)
      let own = (0..<6).map { step in (0..<3).first { columns[3 * step + $0] == 1 } ?? -1 }
      #expect(own.allSatisfy { $0 >= 0 } && columns.reduce(0, +) == 6)
      let first = input.layout.offsets[item]
      let padded: [Int] = [0] + own + [0]
      let expected: [Int] = (0..<6).map { (padded[$0] + padded[$0 + 2]) % 3 }
      #expect(symbols[first..<first + 6].map { Int($0) } == expected)
    }
  }

  @Test func whatIsDrawnIsAFunctionOfTheSeed() {
    let task = AddingTask(length: 7)
    let first = drawn(task, count: 3).input.elements
    #expect(drawn(task, count: 3).input.elements == first)
    #expect(drawn(task, count: 3, seed: 2).input.elements != first)
  }
}
