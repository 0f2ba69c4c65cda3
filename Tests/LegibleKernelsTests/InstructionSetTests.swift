import Foundation
import KernelTables
import LegibleKernels
import LegibleTensors
import TestSupport
import Testing

@Suite struct InstructionSetTests {
  @Test func portableIsAlwaysAvailable() {
    #expect(InstructionSet.portable.isAvailable)
  }

  @Test func theBestSetIsUsedUnlessTheEnvironmentNamesOne() {
    let named = ProcessInfo.processInfo.environment["LEGIBLE_ISA"].flatMap(InstructionSet.init)
    let allowed = InstructionSet.allCases.filter { $0.isAvailable && (named == .avx2 ? $0 != .avx512 : true) }
    let expected = named.flatMap { $0.isAvailable ? $0 : nil } ?? allowed.last
    #expect(InstructionSet.current == expected)
  }

  @Test func aSetThatTheProcessorLacksIsNotSelected() {
    let before = legible_isa_current()
    #expect(!legible_isa_select(LegibleISA(rawValue: 99)))
    #expect(legible_table(LegibleISA(rawValue: 99)) == nil)
    #expect(legible_isa_current() == before)
  }

  // The set in use is one for the whole process: selecting another would change the bits under the tests that run beside
  // this one. So each of these runs in a process of its own, for which Swift Testing needs Swift 6.2.
  #if compiler(>=6.2)
    @Test func theSelectedSetComputes() async {
      await #expect(processExitsWith: .success) {
        var results: [[UInt32]] = []
        for set in InstructionSet.allCases.filter(\.isAvailable) {
          InstructionSet.select(set)
          #expect(InstructionSet.current == set)
          let table = try #require(legible_table(legible_isa_current())).pointee
          let result = lstmStep(legible_lstm_step)
          #expect(result.map(\.bitPattern) == lstmStep(table.lstm_step).map(\.bitPattern), "\(set)")
          let expected = tanh(0.5) / (1 + exp(-0.5))
          // The cell's error of two activations passes through a third.
          #expect(abs(Double(result[0]) - tanh(expected) / (1 + exp(-0.5))) < 2e-6, "\(set)")
          results.append(result.map(\.bitPattern))
        }
        // Every set approximates the exponential in its own way, so the bits tell which one computed.
        #expect(results.count == 1 || Set(results).count > 1)
      }
    }

    @Test func theEnvironmentNamesTheSetBeforeTheFirstCall() async {
      await #expect(processExitsWith: .success) {
        setenv("LEGIBLE_ISA", "portable", 1)
        #expect(InstructionSet.current == .portable)
        // Later changes come too late.
        unsetenv("LEGIBLE_ISA")
        #expect(InstructionSet.current == .portable)
      }
      await #expect(processExitsWith: .success) {
        setenv("LEGIBLE_ISA", "avx2", 1)
        if InstructionSet.avx2.isAvailable { #expect(InstructionSet.current == .avx2) }
      }
      await #expect(processExitsWith: .success) {
        setenv("LEGIBLE_ISA", "nonsense", 1)
        #expect(InstructionSet.current == InstructionSet.allCases.last(where: \.isAvailable))
      }
    }
  #endif
}

/// The new hidden state of 40 units, all gates' sums from a half up to one and a bit.
private func lstmStep(
  _ step: (
    UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?,
    UnsafeMutablePointer<Float>?, Int64
  ) -> Void
) -> [Float] {
  let size = 40
  var gates = (0..<4 * size).map { 0.5 + Float($0 % size) / 64 }
  var cell = [Float](repeating: 0, count: size)
  var hidden = cell
  step(&gates, nil, &cell, &hidden, Int64(size))
  return hidden
}
