"""Run where pyspark is, with LEGIBLE_OCR naming the command: python3 -m unittest discover Integrations/spark/tests"""

import collections
import glob
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zipfile

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.abspath(os.path.join(here, "..", "..", ".."))
sys.path[:0] = [os.path.dirname(here), os.path.join(root, "Integrations", "python")]
os.environ.setdefault("LEGIBLE_OCR", os.path.join(root, ".build", "release", "ocr"))
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
script = os.path.join(root, "Integrations", "spark", "read_crops.py")
samples = sorted(glob.glob(os.path.join(root, "samples", "*.png")))


def command_texts(paths):
    """What `ocr recognize` prints for files, by their names."""
    output = subprocess.run(
        [os.environ["LEGIBLE_OCR"], "recognize", "--threads", "1", *paths], check=True, capture_output=True, text=True
    ).stdout
    return {os.path.basename(path): text for path, text in (line.split("\t") for line in output.splitlines())}


class ReadCropsTests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.crops = os.path.join(self.folder, "crops")
        os.mkdir(self.crops)
        for path in samples:
            shutil.copy(path, self.crops)
        self.package = os.path.join(self.folder, "legible.zip")
        with zipfile.ZipFile(self.package, "w") as archive:
            for path in glob.glob(os.path.join(root, "Integrations", "python", "legible", "*.py")):
                archive.write(path, "legible/" + os.path.basename(path))
        self.output = os.path.join(self.folder, "texts.parquet")

    def submit(self, *arguments, master="local[2]", **environment):
        spark_submit = os.path.join(os.path.dirname(__import__("pyspark").__file__), "bin", "spark-submit")
        return subprocess.Popen(
            [spark_submit, "--master", master, "--conf", "spark.ui.enabled=false", "--py-files", self.package]
            + [script, "--output", self.output, *arguments],
            stdout=subprocess.PIPE,
            # The driver's words and Spark's own go different ways, and neither matters.
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **environment},
        )

    def run_job(self, *arguments, **settings):
        process = self.submit(*arguments, **settings)
        errors = process.communicate()[0]
        self.assertEqual(process.returncode, 0, errors[-1000:])
        return errors

    def rows(self):
        import pandas

        return pandas.read_parquet(self.output)

    def test_reads_a_folder_with_damaged_files_and_only_what_is_new_the_next_time(self):
        with open(os.path.join(self.crops, "damaged.png"), "wb") as file:
            file.write(b"no picture")
        errors = self.run_job(self.crops)
        self.assertTrue(f"{len(samples) + 1} crops in" in errors, errors[-1000:])
        rows = self.rows().set_index(self.rows()["path"].map(os.path.basename))
        self.assertEqual(rows["text"].drop("damaged.png").to_dict(), command_texts(samples))
        self.assertIn("not", rows["error"]["damaged.png"])
        self.assertTrue(rows["text"].isna()["damaged.png"])
        first = rows["characters"][os.path.basename(samples[0])]
        self.assertEqual("".join(one["character"] for one in first), rows["text"][os.path.basename(samples[0])])

        shutil.copy(samples[0], os.path.join(self.crops, "new.png"))
        before = set(glob.glob(self.output + "/part-*"))
        self.run_job(self.crops)
        rows = self.rows()
        self.assertEqual(len(rows), len(samples) + 2)
        self.assertEqual(rows["path"].nunique(), len(rows))
        self.assertTrue(before < set(glob.glob(self.output + "/part-*")))

    def test_reads_a_table_of_paths_each_once(self):
        import pandas

        table = os.path.join(self.folder, "paths.parquet")
        pandas.DataFrame({"file": samples + samples + ["/gone.png"]}).to_parquet(table)
        self.run_job("--table", table, "--column", "file", "--partitions", "3", "--option=--pattern", "--option=[0-9]{2}")
        rows = self.rows()
        self.assertEqual(sorted(rows["path"]), sorted(samples + ["/gone.png"]))
        self.assertTrue(rows[rows["path"] != "/gone.png"]["text"].str.fullmatch("[0-9]{2}").all())
        self.assertIn("No such file", rows[rows["path"] == "/gone.png"]["error"].iloc[0])

    def test_a_crop_that_ends_its_process_is_the_only_one_without_a_text(self):
        # Stands for ocr, and dies of one crop.
        command = os.path.join(self.folder, "ocr")
        with open(command, "w") as file:
            file.write(
                f"#!{sys.executable}\n"
                "import os, subprocess, sys\n"
                f"process = subprocess.Popen([{os.environ['LEGIBLE_OCR']!r}] + sys.argv[1:], stdin=subprocess.PIPE)\n"
                "for line in sys.stdin.buffer:\n"
                "    if b'deadly' in line: process.kill(); process.wait(); os._exit(9)\n"
                "    process.stdin.write(line); process.stdin.flush()\n"
                "process.stdin.close(); process.wait()\n"
            )
        os.chmod(command, os.stat(command).st_mode | stat.S_IXUSR)
        import pandas

        deadly = os.path.join(self.crops, "deadly.png")
        shutil.copy(samples[0], deadly)
        paths = [os.path.join(self.crops, os.path.basename(path)) for path in samples]
        table = os.path.join(self.folder, "paths.parquet")
        pandas.DataFrame({"path": paths[:20] + [deadly] + paths[20:]}).to_parquet(table)
        self.run_job("--table", table, "--command", command, "--partitions", "1")
        rows = self.rows().set_index("path")
        self.assertEqual(list(rows.index[rows["error"].notna()]), [deadly])
        self.assertEqual(
            {os.path.basename(path): text for path, text in rows["text"].drop(deadly).items()}, command_texts(samples)
        )

    def test_options_that_ocr_refuses_end_the_job(self):
        process = self.submit(self.crops, "--option=--pattern", "--option=[0-9")
        errors = process.communicate()[0]
        self.assertNotEqual(process.returncode, 0)
        self.assertIn("the pattern", errors)

    def test_each_crop_is_in_the_result_once_though_an_executor_is_killed(self):
        for copy in range(60):
            for path in samples:
                os.link(
                    os.path.join(self.crops, os.path.basename(path)),
                    os.path.join(self.crops, f"{copy}-{os.path.basename(path)}"),
                )
        process = self.submit(self.crops, "--partitions", "40", master="local-cluster[2,1,1024]")
        killed = []

        def kill():
            # Once results are being written, one of the executors goes, with all that it has under way.
            while process.poll() is None and not glob.glob(self.output + "/_temporary/*/_temporary/*/part-*"):
                time.sleep(0.05)
            executors = [
                int(pid)
                for pid in subprocess.run(
                    ["pgrep", "-f", "CoarseGrainedExecutorBackend.*--executor-id"], capture_output=True, text=True
                ).stdout.split()
            ]
            for executor in executors[:1]:
                os.kill(executor, signal.SIGKILL)
                killed.append(executor)

        killer = threading.Thread(target=kill)
        killer.start()
        errors = process.communicate()[0]
        killer.join()
        self.assertEqual(process.returncode, 0, errors[-1000:])
        self.assertEqual(len(killed), 1)
        rows = self.rows()
        self.assertEqual(len(rows), 61 * len(samples))
        self.assertEqual(rows["path"].nunique(), len(rows))
        texts = command_texts(samples)
        wrong = collections.Counter(
            text != texts[os.path.basename(path).split("-")[-1]] for path, text in zip(rows["path"], rows["text"])
        )
        self.assertEqual(wrong, {False: len(rows)})


if __name__ == "__main__":
    unittest.main()
