import LegibleImages
import LegibleTensors

/// Pictures that show behind text, decoded once.
struct BackgroundCatalogue: Sendable {
  let pictures: [Image]
  let rejections: [String]

  init(folders: [String], threads: Int) {
    pictures = []
    rejections = []
  }
}
