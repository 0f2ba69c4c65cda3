import LegibleImages
import LegibleTensors
public struct AugmentationOptions: Sendable { public init() {} }
extension Image { func augmented(by o: AugmentationOptions, using r: inout RandomSource) -> Image { self } }
