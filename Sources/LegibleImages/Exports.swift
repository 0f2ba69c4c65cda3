// `ImageError` says by it what a file is that is no picture.
@_exported import struct LegibleFiles.FileKind
