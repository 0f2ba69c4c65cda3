import LegibleTraining

let options = try TrainingOptions(fineTuning: "models/small.safetensors", on: ["my-crops"])
let run = try TrainingRun(TrainingPlan(options, output: "my.safetensors"))
for finding in run.findings { print(finding) }
try run.run { event in
  guard case .report(let report) = event else { return }
  print(report.step, report.loss, report.validation?.all.exact ?? 0)
}
if let outcome = try run.outcome() {
  print(outcome.before.exact, outcome.after.exact)
  for misreading in outcome.misreadings { print(misreading.path, misreading.prediction) }
}
