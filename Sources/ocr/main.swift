import LegibleLayers
import LegibleTensors
import LegibleModels
import LegibleTraining
import Dispatch
func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }
func cbr(_ i: Int, _ o: Int) -> [any Layer] { let c = Convolution(name: "c", inputChannels: i, outputChannels: o, kernel: (3,3)); var r = RandomSource(seed: 1); c.initialize(using: &r); return [c, BatchNorm(name: "b", channels: o, activation: .relu)] }
var layers: [any Layer] = []
layers += cbr(1,32); layers.append(MaxPooling(kernel: (2,2), stride: (2,2)))
layers += cbr(32,64); layers.append(MaxPooling(kernel: (2,2), stride: (2,2)))
layers += cbr(64,96); layers += cbr(96,128); layers.append(MaxPooling(kernel: (2,1), stride: (2,1)))
layers += cbr(128,160); layers += cbr(160,160); layers.append(MaxPooling(kernel: (2,1), stride: (2,1)))
layers.append(HeightCollapse())
layers.append(Dropout(probability: 0.1, number: 1))
var r = RandomSource(seed: 1)
let l1 = LSTM(name: "l", inputSize: 320, hiddenSize: 160, direction: .bidirectional); l1.initialize(using: &r); layers.append(l1)
let l2 = LSTM(name: "l", inputSize: 320, hiddenSize: 160, direction: .bidirectional); l2.initialize(using: &r); layers.append(l2)
let o = Linear(name: "o", inputSize: 320, outputSize: 96); o.initialize(using: &r); layers.append(o)
let pass = TrainingPass(layers)
let width = 128, batch = 64
let input = Strip(layout: StripLayout(height: 32, widths: Array(repeating: width, count: batch)), channels: 1)
for i in 0..<batch { for y in 0..<32 { for x in 0..<width { (input.item(i, row: y) + x).pointee = r.normal() } } }
let optimizer = AdamW(layers.flatMap(\.parameters))
let threads = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1])! : 2
var grad = Strip()
for step in 0..<12 {
  let c = TrainingContext(threads: threads, seed: 1, step: step)
  let t0 = now()
  let out = pass.forward(input, context: c)
  let t1 = now()
  grad.reshape(out.layout, channels: out.channels); grad.zero()
  for i in 0..<batch { for x in 0..<out.layout.widths[i] { (grad.item(i) + x*96 + x % 96).pointee = 0.01 } }
  pass.backward(grad, context: c)
  let t2 = now()
  let n = optimizer.gradientNorm()
  optimizer.step(step, rate: 1e-3, gradientScale: 1, threads: threads)
  let t3 = now()
  print(step, "forward", Int((t1-t0)*1000), "backward", Int((t2-t1)*1000), "opt", Int((t3-t2)*1000), "rate", Int(Double(batch)/(t3-t0)), n)
}
