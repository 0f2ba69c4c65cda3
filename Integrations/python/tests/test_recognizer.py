"""Run with LEGIBLE_OCR naming the command: python3 -m unittest discover Integrations/python/tests"""

import os
import signal
import sys
import tempfile
import threading
import unittest

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(here))
root = os.path.abspath(os.path.join(here, "..", "..", ".."))
os.environ.setdefault("LEGIBLE_OCR", os.path.join(root, ".build", "release", "ocr"))

import legible  # noqa: E402
from legible.picture import encoded, png  # noqa: E402

samples = os.path.join(root, "samples")
paths = sorted(os.path.join(samples, name) for name in os.listdir(samples) if name.endswith(".png"))


def expected():
    lines = content(os.path.join(samples, "expected.tsv")).decode().splitlines()
    return {os.path.basename(path): text for path, text in (line.split("\t") for line in lines)}


def content(path):
    with open(path, "rb") as file:
        return file.read()


class RecognizerTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.recognizer = legible.Recognizer()

    @classmethod
    def tearDownClass(cls):
        cls.recognizer.close()

    def test_reads_files_in_their_order(self):
        texts = [reading.text for reading in self.recognizer.read_all(paths)]
        wanted = [expected()[os.path.basename(path)] for path in paths]
        self.assertGreaterEqual(sum(a == b for a, b in zip(texts, wanted)), 0.95 * len(wanted))
        self.assertGreater(len(set(texts)), len(texts) // 2)

    def test_a_reading_has_characters_with_boxes(self):
        reading = self.recognizer.read(paths[0])
        self.assertEqual("".join(one.character for one in reading.characters), reading.text)
        self.assertGreater(reading.confidence, 0)
        x, _, width, height = reading.characters[0].box
        self.assertGreaterEqual(x, 0)
        self.assertGreater(width * height, 0)

    def test_bytes_and_files_read_the_same(self):
        data = [content(path) for path in paths]
        self.assertEqual(
            [reading.text for reading in self.recognizer.read_all(data)],
            [reading.text for reading in self.recognizer.read_all(paths)],
        )

    def test_more_crops_than_the_window_holds(self):
        many = paths * 40
        readings = list(self.recognizer.read_all(iter(many)))
        self.assertEqual(len(readings), len(many))
        self.assertEqual([one.text for one in readings[: len(paths)]], [one.text for one in readings[-len(paths) :]])

    def test_a_crop_that_cannot_be_read_has_an_error_and_the_others_are_read(self):
        readings = list(self.recognizer.read_all([paths[0], b"no picture", "gone.png", paths[1]]))
        self.assertIsNone(readings[0].error)
        self.assertIn("not", readings[1].error)
        self.assertIn("No such file", readings[2].error)
        self.assertNotIn(".image", readings[1].error)
        self.assertIsNone(readings[3].error)
        with self.assertRaises(legible.ReadingError):
            self.recognizer.read(b"no picture")

    def test_leaving_early_loses_nothing_of_the_next_call(self):
        first = self.recognizer.read(paths[0]).text
        for _ in self.recognizer.read_all(paths[1:]):
            break
        self.assertEqual(self.recognizer.read(paths[0]).text, first)

    def test_a_call_within_the_loop_of_another_is_refused(self):
        with self.assertRaises(legible.RecognizerError) as caught:
            for _ in self.recognizer.read_all(paths):
                self.recognizer.read(paths[0])
        self.assertIn("loop", str(caught.exception))
        self.assertIsNotNone(self.recognizer.read(paths[0]).text)

    def test_many_threads(self):
        wanted = self.recognizer.read(paths[0]).text
        texts = []
        threads = [
            threading.Thread(target=lambda: texts.append(self.recognizer.read(paths[0]).text)) for _ in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(texts, [wanted] * 20)

    def test_names_that_a_list_of_lines_cannot_hold(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "two\nlines.png")
            with open(path, "wb") as file:
                file.write(content(paths[0]))
            self.assertEqual(self.recognizer.read(path).text, self.recognizer.read(paths[0]).text)

    def test_options_and_errors_are_those_of_the_command(self):
        with legible.Recognizer(options=["--pattern", "[0-9]{3}"], threads=1) as digits:
            self.assertRegex(digits.read(paths[0]).text, "^[0-9]{3}$")
        with legible.Recognizer(model="gone.safetensors") as none, self.assertRaises(legible.RecognizerError) as caught:
            none.read(paths[0])
        self.assertIn("gone.safetensors", str(caught.exception))
        with self.assertRaises(legible.RecognizerError):
            legible.Recognizer(command="/gone/ocr")

    def test_a_process_that_was_killed_is_named(self):
        recognizer = legible.Recognizer()
        recognizer.read(paths[0])
        recognizer._process.send_signal(signal.SIGKILL)
        recognizer._process.wait()
        with self.assertRaises(legible.RecognizerError):
            list(recognizer.read_all(paths))
        with self.assertRaises(legible.RecognizerError) as again:
            recognizer.read(paths[0])
        self.assertIn("ended", str(again.exception))
        recognizer.close()
        recognizer.close()
        with self.assertRaises(legible.RecognizerError) as closed:
            recognizer.read(paths[0])
        self.assertIn("closed", str(closed.exception))

    def test_what_is_no_picture_is_said(self):
        for thing, error in [(3, TypeError), (memoryview(bytes(5)), ValueError), (memoryview(bytes(8)).cast("i"), TypeError)]:
            with self.assertRaises(error):
                self.recognizer.read(thing)
        self.assertEqual(self.recognizer.read(paths[0]).error, None)


class PictureTests(unittest.TestCase):
    def test_arrays_of_bytes_without_numpy(self):
        pixels = bytes(range(12))
        self.assertEqual(encoded(memoryview(pixels).cast("B", (3, 4))), png(pixels, 4, 3, 1))
        self.assertEqual(encoded(memoryview(pixels).cast("B", (2, 2, 3))), png(pixels, 2, 2, 3))

    def test_numpy_arrays_and_pillow_images_read_as_their_files(self):
        try:
            import numpy
            from PIL import Image
        except ImportError:
            self.skipTest("numpy and Pillow are not installed")
        with legible.Recognizer() as recognizer:
            wanted = [reading.text for reading in recognizer.read_all(paths[:8])]
            images = [Image.open(path) for path in paths[:8]]
            self.assertEqual([reading.text for reading in recognizer.read_all(images)], wanted)
            arrays = [numpy.asarray(image) for image in images]
            self.assertEqual([reading.text for reading in recognizer.read_all(arrays)], wanted)
            # Neither order of memory nor a view of a larger array matters.
            views = [numpy.asfortranarray(array) for array in arrays]
            self.assertEqual([reading.text for reading in recognizer.read_all(views)], wanted)
            with self.assertRaises(TypeError):
                recognizer.read(arrays[0].astype("float32"))
            turned = images[0].transpose(Image.Transpose.ROTATE_90)
            exif = turned.getexif()
            exif[0x0112] = 6
            turned.info["exif"] = exif.tobytes()
            self.assertEqual(recognizer.read(turned).text, wanted[0])


if __name__ == "__main__":
    unittest.main()
