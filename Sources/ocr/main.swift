import Foundation
import LegibleLanguage
import LegibleModels
import LegibleSynthesis
import LegibleTraining
import LegibleEvaluation
final class R: CropReader { let r: SyntheticRenderer; init(_ r: SyntheticRenderer) { self.r = r }
 func crop(_ i: UInt64) throws -> TrainingCrop { let c = try r.crop(seed: 1, index: i % 20); return TrainingCrop(image: c.image, text: c.text, origin: "\(i)") } }
struct S: CropSource { let s: Synthesizer; func makeReader() throws -> any CropReader { R(try s.makeRenderer()) } }
let synthesizer = try Synthesizer(SynthesisOptions(fontFolders: ["/usr/share/fonts/truetype/dejavu"]))
let network = Network(try NetworkSpec.preset("small", symbols: 96))
network.initialize(seed: 1)
var options = TrainingOptions()
options.steps = 600; options.batchSize = 20; options.warmupSteps = 50
options.stepsPerReport = 50
let trainer = Trainer(network: network, alphabet: .printableASCII, source: S(s: synthesizer), options: options, threads: 2, loaderThreads: 1)
print(try trainer.run(report: { r in print(r.step, "rate", Int(r.cropsPerSecond), "loss", r.loss, "norm", r.gradientNorm, "lr", r.learningRate, "infeasible", r.infeasible) }))
