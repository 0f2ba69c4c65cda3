import ArgumentParser
import LegibleModels
import LegibleTraining

extension Train {
  /// What is trained.
  struct NetworkOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "A preset, \(NetworkSpec.presetNames.joined(separator: " or ")), or a spec in VGSL; its output layer may be "
          + "left out (default: small; with --turned, classifier). A network that ends in O0s gives classes: the labels of "
          + "the data are their names.", valueName: "spec"))
    var network: String?

    @Option(
      help: ArgumentHelp(
        "Start from a trained model. Its network is kept, and its alphabet, or its classes, gain those of the data; "
          + "the other defaults then suit the number of crops.",
        valueName: "model"))
    var from: String?

    @Option(
      help: ArgumentHelp(
        "With --from: keep the layers up to this one as they are; its number, or the beginning of its word, as ocr "
          + "inspect shows them. C: all convolutions.", valueName: "layer"))
    var freeze: String?

    @Option(
      help: ArgumentHelp(
        "How narrow crops become wider: up to which width over height, and by which share of what they lack; 'none' "
          + "keeps all in proportion (default: 4,0.5, or what the starting model has).",
        valueName: "aspect,share"))
    var stretch: TrainingOptions.Stretching?

    @Option(
      help: ArgumentHelp(
        "The characters that the model can write. Default: those of the data's labels, in Unicode's form NFC; with "
          + "synthetic crops, printable ASCII too.", valueName: "characters"))
    var alphabet: String?

    @OptionGroup var start: RecurrentStartOptions
  }
}
