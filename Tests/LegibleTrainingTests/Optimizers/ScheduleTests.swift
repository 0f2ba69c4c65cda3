import LegibleTensors
import LegibleTraining
import Testing

@Suite struct ScheduleTests {
  private let schedule = Schedule(peak: 2, warmupSteps: 10, finalShare: 0.1)

  @Test func warmsUpInEqualSteps() {
    // At no progress the cosine is at its top, so the warm-up shows alone.
    for step in 0..<10 {
      #expect(abs(schedule.rate(step: step, progress: 0) - 2 * Float(step + 1) / 10) < 1e-6)
    }
    #expect(schedule.rate(step: 10, progress: 0) == 2)
  }

  @Test func fallsAlongHalfACosine() {
    #expect(abs(schedule.rate(step: 10, progress: 0.5) - 1.1) < 1e-6)
    #expect(abs(schedule.rate(step: 10, progress: 1) - 0.2) < 1e-6)
    let rates = (0...100).map { schedule.rate(step: 10, progress: Double($0) / 100) }
    #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 > $1 })
    #expect(schedule.rate(step: 10, progress: 3) == schedule.rate(step: 10, progress: 1))
  }
}

@Suite struct MovingAverageTests {
  @Test func startsAtTheWeightsAndFollowsThemEverMoreSlowly() {
    let parameter = Parameter(name: "p", shape: [3], kind: .statistic, fill: 1)
    let average = MovingAverage([parameter], decay: 0.5)
    #expect((0..<3).allSatisfy { average.averages[0].base[$0] == 1 })
    for index in 0..<3 { parameter.value.base[index] = 11 }
    // The decay warms up as (1 + step) / (10 + step): 1/10 first.
    average.update(step: 0, threads: 1)
    #expect(abs(average.averages[0].base[0] - 10) < 1e-5)
    // And ends at the one asked for.
    average.update(step: 1000, threads: 1)
    #expect(abs(average.averages[0].base[2] - 10.5) < 1e-5)
  }
}
