import LegibleLanguage
public struct Model { public let network: Network; public let alphabet: Alphabet; public init(contentsOf: String) throws { fatalError() } }
