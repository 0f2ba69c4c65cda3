import LegibleTraining

var options = TrainingOptions()
options.datasets = ["my-crops"]
options.start = "models/small.safetensors"
options.epochs = 10
let run = try TrainingRun(TrainingPlan(options, output: "my.safetensors"))
for finding in run.findings { print(finding) }
try run.run { event in
  guard case .report(let report) = event else { return }
  print(report.step, report.loss, report.validation?.all.exact ?? 0)
}
