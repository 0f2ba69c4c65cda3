import LegibleReports
import Testing

@Suite struct TrainingHistoryTests {
  @Test func columnsComeByTheirNames() {
    let history = TrainingHistory(
      log: "step\tloss\texact\tbest\n10\t2.5\t0.25\t1\n20\tnan\t0.5\t1\n30\t1.5\t\t0\n40\t1\t0.4\t0\n")
    #expect(history.count == 4)
    #expect(history.points("loss").map(\.x) == [10, 30, 40])
    #expect(history.points("loss").map(\.y) == [2.5, 1.5, 1])
    #expect(history.points("exact").map(\.y) == [0.25, 0.5, 0.4])
    #expect(history.last("exact") == 0.4)
    #expect(history.best?.step == 20 && history.best?.exact == 0.5)
    #expect(history.points("cer").isEmpty && history.last("cer") == nil)
  }

  /// What a process that was killed, or a stranger, has left.
  @Test func linesThatAreNoneAreLeftOut() {
    let history = TrainingHistory(log: "step\tloss\n10\t2\n20\n30\t1\t5\n<b>\t<i>\n40\t1")
    #expect(history.points("loss").map(\.x) == [10, 40])
    for log in ["", "\n", "step", "\t\t\n\t\t\n", "step\tstep\n1\t2\n"] {
      #expect(TrainingHistory(log: log).best == nil)
    }
  }
}
