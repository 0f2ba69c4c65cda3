"""Reads text from image crops, with the command `ocr` of Legible.

    import legible

    with legible.Recognizer() as recognizer:
        print(recognizer.read("crop.png").text)
        for reading in recognizer.read_all(crops):
            print(reading.text, reading.confidence)

A crop is a path, the bytes of a PNG or JPEG file, a Pillow image, or an array of bytes, as numpy has them: [height, width] gray,
or [height, width, channels] with 3 (RGB) or 4 (RGBA) channels.

One process of `ocr` serves a recognizer for as long as it lives. Only the standard library is needed.
"""

from .picture import Crop
from .reading import Character, Reading, ReadingError
from .recognizer import Recognizer, RecognizerError

__all__ = ["Character", "Crop", "Reading", "ReadingError", "Recognizer", "RecognizerError"]
