/// One step of turning a sequence into another.
@usableFromInline package enum EditOperation<Element: Equatable>: Equatable {
  case match(Element)
  case substitution(Element, with: Element)
  case deletion(Element)
  case insertion(Element)
}

extension EditOperation: Sendable where Element: Sendable {}

/// The fewest substitutions, deletions and insertions that turn one sequence into another (Levenshtein, 1966).
///
/// Complexity: O(source.count * target.count) time, O(target.count) space.
@inlinable
package func editDistance<Element: Equatable>(from source: [Element], to target: [Element]) -> Int {
  var row = Array(0...target.count)
  for (i, element) in source.enumerated() {
    var diagonal = i
    row[0] = i + 1
    for j in target.indices {
      let above = row[j + 1]
      row[j + 1] = min(diagonal + (element == target[j] ? 0 : 1), min(above, row[j]) + 1)
      diagonal = above
    }
  }
  return row[target.count]
}

/// The steps, in order, of one of the shortest ways to turn a sequence into another.
///
/// Among equally short ways the one that, read from the start, matches or substitutes before it deletes and deletes
/// before it inserts: always the same one for the same input. The steps other than matches are as many as
/// ``editDistance(from:to:)`` says.
///
/// Complexity: O(source.count * target.count) time and space.
@inlinable
package func editOperations<Element: Equatable>(
  from source: [Element], to target: [Element]
) -> [EditOperation<Element>] {
  // cost[i * width + j]: the distance of what follows the first i elements of the source from what follows the first j
  // of the target.
  let width = target.count + 1
  var cost = [Int](repeating: 0, count: (source.count + 1) * width)
  for i in (0...source.count).reversed() {
    for j in (0...target.count).reversed() {
      cost[i * width + j] =
        if i == source.count {
          target.count - j
        } else if j == target.count {
          source.count - i
        } else {
          min(
            cost[(i + 1) * width + j + 1] + (source[i] == target[j] ? 0 : 1),
            min(cost[(i + 1) * width + j], cost[i * width + j + 1]) + 1)
        }
    }
  }

  var operations: [EditOperation<Element>] = []
  var i = 0
  var j = 0
  while i < source.count || j < target.count {
    let here = cost[i * width + j]
    let bothLeft = i < source.count && j < target.count
    if bothLeft, source[i] == target[j] {
      // Matching the first elements is never longer than any other way.
      operations.append(.match(source[i]))
      i += 1
      j += 1
    } else if bothLeft, cost[(i + 1) * width + j + 1] + 1 == here {
      operations.append(.substitution(source[i], with: target[j]))
      i += 1
      j += 1
    } else if i < source.count, cost[(i + 1) * width + j] + 1 == here {
      operations.append(.deletion(source[i]))
      i += 1
    } else {
      operations.append(.insertion(target[j]))
      j += 1
    }
  }
  return operations
}
