"""Crops of all kinds, as files that `ocr` can read."""

import os
import struct
import zlib
from typing import Any, Union

Crop = Union[str, "os.PathLike[str]", bytes, bytearray, memoryview, Any]
"""A path, the bytes of a PNG or JPEG file, a Pillow image, or an array of bytes of shape [H, W] or [H, W, 3 or 4]."""


def path_of(crop: Crop):
    """The path that a crop is; None where it is no path."""
    return os.fspath(crop) if isinstance(crop, (str, os.PathLike)) else None


def encoded(crop: Crop) -> bytes:
    """The bytes of an image file that shows a crop which is no path.

    Raises TypeError or ValueError, in words, for what is no picture.
    """
    if isinstance(crop, (bytes, bytearray)):
        return bytes(crop)
    if hasattr(crop, "convert") and hasattr(crop, "getbands"):
        return _encoded_pillow(crop)
    return _encoded_array(crop)


def _encoded_pillow(image) -> bytes:
    # What a picture is turned by stands in its Exif data, which its pixels lose here.
    turn = _turns.get(image.getexif().get(0x0112, 1))
    if turn is not None:
        image = image.transpose(turn)
    transparent = "A" in image.getbands() or "transparency" in image.info
    mode = "RGBA" if transparent else "L" if image.mode in ("1", "L") else "RGB"
    if image.mode.startswith(("I", "F")):
        raise ValueError(f"a Pillow image of mode {image.mode} has no black and white; scale it to 0...255 and convert it to L")
    image = image.convert(mode)
    return png(image.tobytes(), *image.size, channels=len(mode))


# Exif's orientations as Pillow's Transpose numbers: flips 0 and 1, turns 2 to 4, transpose 5, transverse 6.
_turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}


def _encoded_array(array) -> bytes:
    try:
        view = memoryview(array)
    except TypeError:
        raise TypeError(
            f"{type(array).__name__} is no picture; give a path, the bytes of a PNG or JPEG file, a Pillow image or an array of bytes"
        ) from None
    if view.format not in ("B", "?"):
        raise TypeError(f"an array of elements of kind {view.format!r}; scale it to 0...255 and convert it to bytes (numpy: uint8)")
    channels = 1 if view.ndim == 2 else view.shape[2] if view.ndim == 3 else 0
    if channels not in (1, 3, 4) or 0 in view.shape:
        raise ValueError(f"an array of shape {view.shape}; a picture is [height, width] or [height, width, 1, 3 or 4], none of them 0")
    pixels = view.tobytes()
    if view.format == "?":
        pixels = pixels.replace(b"\x01", b"\xff")
    return png(pixels, view.shape[1], view.shape[0], channels)


def png(pixels: bytes, width: int, height: int, channels: int) -> bytes:
    """A PNG file of pixels of bytes, [height, width, channels]: 1 gray, 3 RGB, 4 RGBA. Hardly packed: it is read at once."""
    stride = width * channels
    rows = b"".join(b"\0" + pixels[row * stride : (row + 1) * stride] for row in range(height))
    kind = {1: 0, 3: 2, 4: 6}[channels]

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"")
