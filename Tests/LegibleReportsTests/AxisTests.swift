import LegibleReports
import Testing

@Suite struct AxisTests {
  @Test func ticksAreRoundNumbersAroundTheValues() {
    let axis = Axis(showing: [3, 97], start: 0, end: 100)
    #expect(axis.range == 0...100)
    #expect(axis.ticks == [0, 20, 40, 60, 80, 100])
    #expect(axis.place(50) == 50)
    let small = Axis(showing: [0.0021, 0.0038], start: 200, end: 0)
    #expect(small.ticks.map(Axis.name) == ["0.002", "0.0025", "0.003", "0.0035", "0.004"])
    #expect(abs(small.place(0.003) - 100) < 1e-9, "upwards is towards 0")
  }

  @Test func factorsCountOnALogarithmicAxis() {
    let axis = Axis(showing: [0.03, 450], start: 0, end: 100, isLogarithmic: true)
    #expect(Axis.name(axis.range.lowerBound) == "0.02" && Axis.name(axis.range.upperBound) == "500")
    #expect(axis.ticks.map(Axis.name) == ["0.1", "1", "10", "100"])
    #expect(axis.place(0) == 0, "what has no logarithm lies at the low end")
    let narrow = Axis(showing: [27, 95], start: 0, end: 100, isLogarithmic: true)
    #expect(narrow.ticks.map(Axis.name) == ["20", "50", "100"])
    let middle = Axis(showing: [1, 100], start: 0, end: 100, isLogarithmic: true)
    #expect(abs(middle.place(10) - 50) < 1e-9)
  }

  /// A run's first report, values that are all the same, none at all, and numbers that are none.
  @Test func thereIsAnAxisForWhateverComes() {
    for values in [[], [0], [5], [-3, -3], [.nan, .infinity], [1e-300], [1e18, 1e18]] as [[Double]] {
      for isLogarithmic in [false, true] {
        let axis = Axis(showing: values, start: 0, end: 1, isLogarithmic: isLogarithmic)
        #expect(axis.range.lowerBound < axis.range.upperBound, "\(values)")
        #expect((2...12).contains(axis.ticks.count), "\(values) \(axis.ticks)")
        for value in values where value.isFinite && (!isLogarithmic || value > 0) {
          #expect((-1e-9...1 + 1e-9).contains(axis.place(value)), "\(values)")
        }
      }
    }
  }

  @Test func numbersAreWrittenShortly() {
    #expect([0, 20000, 0.05, 1e-5, -1500].map(Axis.name) == ["0", "20,000", "0.05", "1e-05", "-1,500"])
  }
}
