import Foundation
import LegibleKernels
import LegibleTensors
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

  // Selecting another set would change the bits under the tests that run beside this one.
  @Test func selectingTheCurrentSetKeepsIt() {
    let current = InstructionSet.current
    InstructionSet.select(current)
    #expect(InstructionSet.current == current)
  }

  @Test func aSetThatTheProcessorLacksIsNotSelected() {
    let before = legible_isa_current()
    #expect(!legible_isa_select(LegibleISA(rawValue: 99)))
    #expect(legible_isa_current() == before)
  }
}
