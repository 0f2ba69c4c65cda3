// What a user of the library needs beside a run comes with `import LegibleTraining`: reading with the model that was trained, and
// the errors of what a run is given.
@_exported import Legible

@_exported import enum LegibleLanguage.AlphabetError
@_exported import struct LegibleLayers.NetworkSpecError
@_exported import enum LegibleSynthesis.SynthesisError
