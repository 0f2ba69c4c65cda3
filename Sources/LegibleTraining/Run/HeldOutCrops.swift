import LegibleTensors

/// Which crops of a run are set apart to measure it on, where no data set for that is named.
///
/// Copies of a crop, with the same label and a picture that is the same or nearly so, all stay on one side: a
/// model that was trained on one of them is not measured on another.
struct HeldOutCrops {
  /// In the order of the data.
  let kept, heldOut: [LabelledCrop]

  /// Crops that are held out of so many: 15 in 100, of a few more, so that the figures mean something, but a
  /// quarter at most, and 1000 at most. Of fewer than four none.
  static func count(of crops: Int) -> Int { min(1000, max(crops * 15 / 100, min(20, crops / 4))) }

  /// - Parameter seed: draws them; the same crops with the same seed are parted in the same way.
  init(_ items: [LabelledCrop], _ pictures: Pictures, seed: UInt64) {
    let wanted = Self.count(of: items.count)
    // Where everything looks alike, as meters that stand still do, there is no other way than to part crops that
    // are nearly the same; those that are the same to the pixel stay together nevertheless.
    let near = Self.draw(wanted, of: Self.copies(items) { pictures.looksAlike($0, $1) }, seed: seed)
    let chosen =
      2 * near.count >= wanted
      ? near
      : Self.draw(
        wanted, of: Self.copies(items) { pictures.digest(of: $0) == pictures.digest(of: $1) }, seed: seed)
    kept = items.indices.filter { !chosen.contains($0) }.map { items[$0] }
    heldOut = items.indices.filter { chosen.contains($0) }.map { items[$0] }
  }

  /// Takes whole groups, in an order drawn by the seed, as long as they fit; the last one is never taken, for
  /// something must be left to train on.
  private static func draw(_ wanted: Int, of groups: [[Int]], seed: UInt64) -> Set<Int> {
    var random = RandomSource(seed: seed, stream: 0x686F_6C64)
    var chosen: Set<Int> = []
    for group in groups.shuffled(using: &random).dropLast() where chosen.count + group.count <= wanted {
      chosen.formUnion(group)
    }
    return chosen
  }

  /// Groups of indices: crops of one label, each of which is like the first of its group.
  ///
  /// A crop is compared with the groups of its label that are the last to have begun, as neighbours in a film
  /// are; with all of them, a hundred thousand crops of one label would take hours.
  private static func copies(
    _ items: [LabelledCrop], _ areAlike: (LabelledCrop, LabelledCrop) -> Bool
  ) -> [[Int]] {
    var groups: [[Int]] = []
    var groupsOfLabel: [String: [Int]] = [:]
    for (index, item) in items.enumerated() {
      let known = groupsOfLabel[item.text, default: []]
      if let group = known.suffix(256).last(where: { areAlike(items[groups[$0][0]], item) }) {
        groups[group].append(index)
      } else {
        groupsOfLabel[item.text, default: []].append(groups.count)
        groups.append([index])
      }
    }
    return groups
  }
}
