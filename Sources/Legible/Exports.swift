// What a user of the library needs comes with `import Legible`: the pictures that are read, with their errors, and the error of
// a file that is no model.
@_exported import LegibleImages

@_exported import struct LegibleModels.ModelFileError
