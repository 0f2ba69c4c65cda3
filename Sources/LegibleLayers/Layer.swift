import LegibleTensors

/// What a training step hands to every layer.
public struct TrainingContext {
  /// Threads that a layer may use. No result depends on it.
  public var threads: Int
  /// Seed of the run; with `step` it fixes everything random.
  public var seed: UInt64
  /// Number of the step, from 0.
  public var step: Int
  /// Scratch memory, used again by the next layer and the next step.
  public let workspace: Workspace

  /// - Parameter workspace: that of the steps before, so that a step allocates nothing.
  public init(threads: Int, seed: UInt64 = 0, step: Int = 0, workspace: Workspace = Workspace()) {
    precondition(threads >= 1, "a training step on \(threads) threads")
    self.threads = threads
    self.workspace = workspace
    self.seed = seed
    self.step = step
  }
}

/// One stage of a network, with its backward pass written by hand.
///
/// A layer keeps its parameters and nothing of the batches that pass through it: what the backward pass needs besides
/// the input and the output goes into an explicit cache, and whoever runs the layer keeps all three.
public protocol Layer: AnyObject {
  /// What the forward pass leaves for the backward pass. A class or a struct with buffers that are used again.
  associatedtype Cache

  /// In a fixed order, under the names that the model file uses.
  var parameters: [Parameter] { get }

  /// A cache that has seen nothing.
  func makeCache() -> Cache

  /// Shape of the output: layout and channels.
  func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int)

  /// The training pass.
  /// - Parameters:
  ///   - input: `[H, W, C]`, gaps zero.
  ///   - output: given its shape and filled, gaps zero.
  func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext)

  /// Adds to the gradients of the parameters and gives the gradient of the input.
  /// - Parameters:
  ///   - input, output: as `forward` saw and left them.
  ///   - outputGradient: same shape as `output`, gaps zero. May be overwritten.
  ///   - inputGradient: given the input's shape and filled, gaps zero; `nil` where nobody needs it.
  func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext)

  /// The layer as it reads: weights packed, statistics fixed, nothing that only training needs.
  /// `nil` where reading skips it, as it does dropout.
  func inference() -> (any InferenceLayer)?
}

/// A layer made ready for reading. It never changes again, so any number of threads may run it at once, each with its own
/// strips and workspace.
public protocol InferenceLayer: Sendable {
  func outputShape(_ input: StripLayout, channels: Int) -> (layout: StripLayout, channels: Int)

  /// - Parameters:
  ///   - input: `[H, W, C]`, gaps zero.
  ///   - output: given its shape and filled, gaps zero.
  ///   - workspace: scratch memory, used again by the next layer and the next batch.
  func forward(_ input: Strip, into output: Strip, workspace: Workspace)
}

/// Scratch memory of one thread, or of one thread and the workers that it starts.
public final class Workspace: @unchecked Sendable {
  // Unchecked: each worker uses its own part.
  private var buffers: [FloatBuffer] = []
  private var others: [Workspace] = []
  /// The order in which a recurrent layer visits the columns.
  var sequence = PackedSequence()
  private var byteBuffers: [ByteBuffer] = []
  /// What passes between quantised layers: one is read while the other is written.
  let quantizedStrips = [QuantizedStrip(), QuantizedStrip()]

  public init() {}

  /// A buffer with room for `count` floats, contents undefined, valid until the next call with this index.
  public func buffer(_ index: Int, count: Int) -> UnsafeMutablePointer<Float> {
    while buffers.count <= index { buffers.append(FloatBuffer()) }
    buffers[index].reserve(count)
    return buffers[index].base
  }

  /// Makes room for so many workers, before they start.
  func reserve(workers: Int) {
    while others.count + 1 < workers { others.append(Workspace()) }
  }

  /// The part of one worker, numbered from 0, the first being this one.
  func worker(_ number: Int) -> Workspace { number == 0 ? self : others[number - 1] }

  /// The same for bytes.
  func bytes(_ index: Int, count: Int) -> UnsafeMutablePointer<UInt8> {
    while byteBuffers.count <= index { byteBuffers.append(ByteBuffer()) }
    byteBuffers[index].reserve(count)
    return byteBuffers[index].base
  }
}

/// What follows a sum before it is stored.
public enum Activation: Sendable, Equatable {
  case linear, relu
}
