#!/usr/bin/env python3
"""Reads the text of image crops with Apache Spark, and writes it as Parquet.

    spark-submit --py-files legible.zip read_crops.py --output texts.parquet crops/
    spark-submit --py-files legible.zip read_crops.py --output texts.parquet --table paths.parquet --column path

The result has a row for each crop: path, text, confidence (0...1), characters (each with its confidence and its box in pixels of the
upright picture) and error, a sentence where the crop could not be read.

Each partition has one process of `ocr`, which keeps its model open; see README.md for what happens when something dies.
"""

import argparse
import sys
from typing import Iterator

import pandas as pd
from pyspark.sql import DataFrame, SparkSession, functions
from pyspark.sql.utils import AnalysisException

SCHEMA = """
    path string, text string, confidence double,
    characters array<struct<character: string, confidence: double, x: double, y: double, width: double, height: double>>,
    error string
"""


class SteadyRecognizer:
    """A recognizer that goes on with a new process where a crop has ended the old one; that crop gets an error."""

    def __init__(self, **settings):
        self.settings = settings
        self.recognizer = None

    def read_all(self, crops):
        """Readings of a list of crops, in its order."""
        from legible import Reading, Recognizer, RecognizerError

        readings = []
        # Whether the crop that is due has ended a process before.
        is_suspect = False
        while len(readings) < len(crops):
            if self.recognizer is None:
                self.recognizer = Recognizer(**self.settings)
            rest = crops[len(readings) :]
            before = len(readings)
            try:
                # A suspect is read by itself, so that it alone can be the reason.
                for reading in self.recognizer.read_all(rest[:1] if is_suspect else rest):
                    readings.append(reading)
                is_suspect = False
            except RecognizerError as error:
                self.close()
                if is_suspect and len(readings) == before:
                    self._check()
                    readings.append(Reading(error=f"it ended the process that read it: {error}"))
                    is_suspect = False
                else:
                    is_suspect = True
        return readings

    def _check(self):
        """Tells options that `ocr` refuses from a crop that it dies of: the first end the task."""
        from legible import Recognizer
        from legible.picture import png

        with Recognizer(**self.settings) as recognizer:
            next(recognizer.read_all([png(b"\xff", 1, 1, 1)]))

    def close(self):
        if self.recognizer is not None:
            self.recognizer.close()
            self.recognizer = None


def reader(settings):
    """The function for mapInPandas: batches of rows with `path`, and with `content` where the bytes are at hand."""

    def read(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        recognizer = SteadyRecognizer(**settings)
        try:
            for batch in batches:
                crops = list(batch["content"] if "content" in batch else batch["path"])
                readings = recognizer.read_all([bytes(crop) if isinstance(crop, (bytearray, memoryview)) else crop for crop in crops])
                yield pd.DataFrame(
                    {
                        "path": batch["path"],
                        "text": [None if one.error is not None else one.text for one in readings],
                        "confidence": [None if one.error is not None else float(one.confidence) for one in readings],
                        "characters": [
                            None
                            if one.error is not None
                            else [
                                dict(
                                    zip(
                                        ("character", "confidence", "x", "y", "width", "height"),
                                        (c.character, float(c.confidence), *map(float, c.box)),
                                    )
                                )
                                for c in one.characters
                            ]
                            for one in readings
                        ],
                        "error": [one.error for one in readings],
                    }
                )
        finally:
            recognizer.close()

    return read


def read_crops(crops: DataFrame, **settings) -> DataFrame:
    """A row with its text for each row of `crops`, which has the column `path` and, where the bytes are at hand, `content`.

    settings: of legible.Recognizer: model, threads, options, command. Without `content`, the paths are read by the executors.
    """
    return crops.mapInPandas(reader({"threads": 1, **settings}), SCHEMA)


def without_those_read(crops: DataFrame, output: str) -> DataFrame:
    """The crops whose paths are not in a result that is there already."""
    try:
        done = crops.sparkSession.read.parquet(output).select("path")
    except AnalysisException as error:
        if "PATH_NOT_FOUND" in str(error) or "UNABLE_TO_INFER_SCHEMA" in str(error):
            return crops
        raise
    return crops.join(done, "path", "left_anti")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="*", help="folders of PNG and JPEG files, in any file system that Spark reads")
    parser.add_argument("--table", help="a Parquet table of paths, instead of folders; executors open the files themselves")
    parser.add_argument("--column", default="path", help="its column with the paths (path)")
    parser.add_argument("--output", required=True, help="the Parquet folder to write; crops that are in it already are not read again")
    parser.add_argument("--partitions", type=int, help="pieces of work; by default as Spark divides the input")
    parser.add_argument("--model", help="a model file, at the same place on every machine")
    parser.add_argument("--command", help="the program ocr, at the same place on every machine (default: LEGIBLE_OCR, else on the path)")
    parser.add_argument("--threads", type=int, default=1, help="of each process; as many as spark.task.cpus (1)")
    parser.add_argument("--option", action="append", default=[], help="an option of `ocr recognize`, such as --option=--effort --option=high")
    arguments = parser.parse_args()
    if bool(arguments.folders) == bool(arguments.table):
        parser.error("give folders, or a --table")

    spark = SparkSession.builder.appName("Legible").getOrCreate()
    if arguments.table:
        crops = spark.read.parquet(arguments.table).select(functions.col(arguments.column).alias("path")).dropDuplicates()
    else:
        files = spark.read.format("binaryFile").option("recursiveFileLookup", True).load(arguments.folders)
        crops = files.filter(functions.lower("path").rlike(r"\.(png|jpe?g)$")).select("path", "content")
    crops = without_those_read(crops, arguments.output)
    if arguments.partitions:
        crops = crops.repartition(arguments.partitions)
    settings = {
        "model": arguments.model,
        "command": arguments.command,
        "threads": arguments.threads,
        "options": arguments.option,
    }
    read_crops(crops, **settings).write.mode("append").parquet(arguments.output)
    counts = spark.read.parquet(arguments.output).agg(functions.count("*"), functions.count("error")).first()
    print(f"{counts[0]} crops in {arguments.output}, {counts[1]} of them could not be read", file=sys.stderr)


if __name__ == "__main__":
    main()
