import Foundation
import Legible
import LegibleLanguage
import LegibleModels
import LegibleSynthesis
import LegibleTraining
import LegibleEvaluation

let synthesizer = try Synthesizer(SynthesisOptions(folder: "/work/synthdata"))
let source = MixedSource(items: [], synthesizer: synthesizer, syntheticShare: 1, seed: 1)
let network = Network(try NetworkSpec.preset("small", symbols: 96))
network.initialize(seed: 1)
var options = TrainingOptions()
options.minutes = Double(CommandLine.arguments[1])!
options.stepsPerReport = 200
let sets = try ["iiit5k", "svt"].map { try Dataset(path: "/work/shared/data/\($0)/labels_fit.tsv").items }
let trainer = Trainer(network: network, alphabet: .printableASCII, source: source, options: options, threads: 2, loaderThreads: 1)
print(try trainer.run(validate: { n in
  let r = Recognizer(Model(network: n, alphabet: .printableASCII))
  var out = AccuracyReport?.none
  for s in sets { var e = Evaluation(); let t = Date(); r.recognize(paths: s.map(\.path)) { i, x in switch x { case .success(let t): e.add(path: s[i].path, label: s[i].text, prediction: t.text); case .failure(let f): e.addFailure(path: s[i].path, reason: "\(f)") } }
    let rep = e.report(seconds: Date().timeIntervalSince(t)); print(rep.caseInsensitiveAlphanumeric, rep.oneMinusNED, rep.imagesPerSecond); if out == nil { out = rep } }
  return out! },
 checkpoint: { try Checkpoint.write(trainer, to: "/tmp/ck.safetensors"); try Model(network: trainer.averagedNetwork(), alphabet: .printableASCII).write(to: "/tmp/m.safetensors") },
 report: { r in print(r.step, "rate", Int(r.cropsPerSecond), "loss", r.loss, "norm", r.gradientNorm, "lr", r.learningRate, "infeasible", r.infeasible) }))
