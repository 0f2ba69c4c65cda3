"""The process that reads, and how crops get to it."""

import collections
import json
import os
import shutil
import subprocess
import tempfile
import threading
from dataclasses import replace
from typing import Iterable, Iterator, Optional, Sequence

from .picture import Crop, encoded, path_of
from .reading import Reading, ReadingError


class RecognizerError(Exception):
    """`ocr` cannot be found, has refused its options, or has ended; in its own words."""


class Recognizer:
    """Reads crops with one process of `ocr`, which keeps its model and its threads from call to call.

    Any number of threads may call; they are served one after the other, for `ocr` itself uses all processors.
    """

    # Crops that are on their way at once: enough for a batch on each thread of a large machine. Their paths stay well below
    # what a pipe holds (64 KiB on Linux), so that writing them never waits for answers to be read.
    _WINDOW = 256
    _WINDOW_BYTES = 16 * 1024

    def __init__(
        self,
        model: Optional[str] = None,
        *,
        threads: Optional[int] = None,
        options: Sequence[str] = (),
        command: Optional[str] = None,
    ):
        """Starts the process.

        model: a model file; by default the one that `ocr` finds itself.
        threads: at most so many; by default one for each processor.
        options: others of `ocr recognize`, such as ["--pattern", "[0-9]{5}"].
        command: the program; by default the variable LEGIBLE_OCR, else `ocr` on the path.

        Raises RecognizerError.
        """
        command = command or os.environ.get("LEGIBLE_OCR") or shutil.which("ocr")
        if not command:
            raise RecognizerError("no command ocr on the path; install Legible, or name its ocr in the variable LEGIBLE_OCR")
        arguments = [command, "recognize", "-", "--format", "jsonl", *options]
        if model is not None:
            arguments += ["--model", os.fspath(model)]
        if threads is not None:
            arguments += ["--threads", str(threads)]
        # Pictures pass through memory, where the system has such a place.
        memory = "/dev/shm"
        self._folder = tempfile.TemporaryDirectory(prefix="legible-", dir=memory if os.access(memory, os.W_OK) else None)
        # What it says on standard error is kept for the case that it ends.
        self._errors = tempfile.TemporaryFile()
        self._lock = threading.Lock()
        # The thread whose call is served.
        self._owner: Optional[int] = None
        self._names = 0
        self._is_closed = False
        try:
            self._process = subprocess.Popen(
                arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors
            )
        except OSError as error:
            self._folder.cleanup()
            self._errors.close()
            raise RecognizerError(f"{command}: {error.strerror}") from None

    # Calls

    def read(self, crop: Crop) -> Reading:
        """Reads one crop.

        Raises ReadingError where it cannot be read, RecognizerError where `ocr` has ended.
        """
        reading = next(self.read_all([crop]))
        if reading.error is not None:
            raise ReadingError(reading.error)
        return reading

    def read_all(self, crops: Iterable[Crop]) -> Iterator[Reading]:
        """Reads crops as they come, and gives their readings in the same order, a few hundred crops behind at most.

        A crop that cannot be read has a reading with an `error`, and the others are read. Other calls wait until the iterator
        has ended or is closed; one from within its loop is refused.

        Raises RecognizerError where `ocr` has ended, TypeError and ValueError for what is no picture.
        """
        crops = iter(crops)
        if self._owner == threading.get_ident():
            raise RecognizerError("a call within the loop of another; end that loop first, or use a recognizer of its own")
        with self._lock:
            self._owner = threading.get_ident()
            waiting = collections.deque()
            bytes_waiting = 0
            try:
                while True:
                    # The iterable may be slow: what is ready is given before more is asked for only when the window is full.
                    while len(waiting) < self._WINDOW and bytes_waiting < self._WINDOW_BYTES:
                        try:
                            crop = next(crops)
                        except StopIteration:
                            break
                        path, is_temporary = self._file(crop)
                        line = os.fsencode(path) + b"\n"
                        self._write(line)
                        waiting.append((path, is_temporary, len(line)))
                        bytes_waiting += len(line)
                    if not waiting:
                        return
                    path, is_temporary, length = waiting[0]
                    reading = self._answer()
                    waiting.popleft()
                    bytes_waiting -= length
                    if is_temporary:
                        os.unlink(path)
                        if reading.error is not None:
                            # The name of our file says nothing to the caller.
                            reading = replace(reading, error=reading.error.removeprefix(f"{path}: "))
                    yield reading
            finally:
                self._owner = None
                # Whoever leaves early leaves answers behind, which belong to nobody.
                for path, is_temporary, _ in waiting:
                    if self._process.poll() is None:
                        try:
                            self._answer()
                        except RecognizerError:
                            pass
                    if is_temporary:
                        os.unlink(path)

    # The process

    def _file(self, crop):
        """The path of a file with the crop, and whether it is to be removed."""
        path = path_of(crop)
        if path is not None and path and "\n" not in path and "\r" not in path and "\0" not in path:
            # Its folder is the process's as long as nobody changes it; `-` is a name here.
            return os.path.abspath(path), False
        if path is not None:
            with open(path, "rb") as file:
                data = file.read()
        else:
            data = encoded(crop)
        self._names += 1
        path = os.path.join(self._folder.name, f"{self._names}.image")
        with open(path, "wb") as file:
            file.write(data)
        return path, True

    def _write(self, line: bytes):
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except (OSError, ValueError):
            raise self._ended() from None

    def _answer(self) -> Reading:
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise self._ended()
        return Reading.from_object(json.loads(line))

    def _ended(self) -> RecognizerError:
        if self._is_closed:
            return RecognizerError("this recognizer is closed; make another one")
        self._hang_up()
        status = self._process.wait()
        self._errors.seek(0)
        words = self._errors.read().decode(errors="replace").strip()
        return RecognizerError(words or f"ocr has ended with status {status}; make another recognizer")

    def _hang_up(self):
        """Says that no more paths come."""
        try:
            self._process.stdin.close()
        except OSError:
            # It has gone first.
            pass

    def close(self):
        """Ends the process. A recognizer may be closed twice."""
        with self._lock:
            self._is_closed = True
            self._hang_up()
            self._process.wait()
            self._process.stdout.close()
            self._errors.close()
            self._folder.cleanup()

    def __enter__(self) -> "Recognizer":
        return self

    def __exit__(self, *_):
        self.close()
