/// The numbers of a tensor where they lie: in a parameter, in a file that was read, or in memory of their own. They
/// do not change.
package struct TensorValues<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  // Unchecked: memory that nobody writes to while this is alive.

  /// Row-major.
  package let base: UnsafePointer<Element>
  package let count: Int
  /// Keeps the memory.
  private let owner: AnyObject

  /// - Parameter owner: as long as it lives, `base` is valid.
  package init(_ base: UnsafePointer<Element>, count: Int, owner: AnyObject) {
    self.base = base
    self.count = count
    self.owner = owner
  }

  /// Some of the elements, where they lie.
  package func slice(_ range: Range<Int>) -> TensorValues {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "elements \(range) of \(count)")
    return TensorValues(base + range.lowerBound, count: range.count, owner: owner)
  }

  /// A copy in memory of its own.
  package init(_ elements: [Element]) {
    let memory = OwnMemory<Element>(count: elements.count)
    // All at once: element by element, generic code would take longer than packing the weights does.
    elements.withUnsafeBufferPointer {
      if let base = $0.baseAddress { memory.base.initialize(from: base, count: $0.count) }
    }
    self.init(memory.base, count: elements.count, owner: memory)
  }

  package var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }

  /// A copy.
  package var array: [Element] { withExtendedLifetime(owner) { Array(elements) } }
}

private final class OwnMemory<Element> {
  let base: UnsafeMutablePointer<Element>

  init(count: Int) { base = .allocate(capacity: max(1, count)) }

  deinit { base.deallocate() }
}

extension Parameter {
  /// The parameter's value where it lies. It must not be trained while this is in use.
  package var tensorValues: TensorValues<Float> { value.values(count) }
}

extension FloatBuffer {
  /// The first `count` floats. The buffer must not change while they are in use.
  package func values(_ count: Int) -> TensorValues<Float> {
    TensorValues(base, count: count, owner: self)
  }
}
