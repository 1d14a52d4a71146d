#!/usr/bin/env python3
"""Reads the recorded settlement file with `tollgate statement read`, whole and broken.

    statement.py TOLLGATE CARD_PLUGIN FIXTURES

A whole file comes as JSON lines that are those of the fixture; of a broken one nothing is printed,
and a sentence says where it breaks."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOLLGATE, PLUGIN, FIXTURES = sys.argv[1:4]
DAY = json.loads((pathlib.Path(FIXTURES) / "statement_day.json").read_text(encoding="utf-8"))
LINES = DAY["statement"]["lines"]

CONFIG = f"""
[vault]
key_file = "vault.keys"
[risk]
rules_directory = "rules"
[[channel_account]]
name = "card_main"
plugin = "{PLUGIN}"
[channel_account.settings]
addresses = ["127.0.0.1:1"]
acquirer_id = "123456"
terminal_id = "TERM0001"
merchant_id = "MERCHANT0000001"
merchant_category_code = "5732"
"""


class Statement(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "tollgate.toml").write_text(CONFIG, encoding="utf-8")

    def read(self, content, account="card_main"):
        path = self.folder / "day.txt"
        path.write_text(content, encoding="ascii")
        return subprocess.run([TOLLGATE, "statement", "read", "-c", self.folder / "tollgate.toml",
                               "--account", account, path], capture_output=True, text=True,
                              check=False, timeout=60)

    def test_a_whole_file_is_printed_entry_by_entry(self):
        done = self.read("\n".join(LINES) + "\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        objects = [json.loads(line) for line in done.stdout.splitlines()]
        wanted = DAY["reading"]
        self.assertEqual(len(objects), len(wanted["entries"]) + 1)
        for entry, given in zip(wanted["entries"], objects):
            self.assertEqual({name: given[name] for name in entry}, entry)
        summary = objects[-1]["summary"]
        self.assertEqual({name: summary[name] for name in wanted["summary"]}, wanted["summary"])
        self.assertEqual(summary["entries"], 5)
        self.assertEqual(summary["repeated"], 0)

    def test_of_a_file_that_is_cut_short_nothing_is_printed(self):
        done = self.read("\n".join(LINES[:-1]) + "\n")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout, "")
        self.assertIn("Line 10 of the settlement file is missing", done.stderr)
        self.assertIn("Ask the channel for the file again.", done.stderr)

    def test_of_a_file_that_does_not_add_up_nothing_is_printed(self):
        done = self.read("\n".join(LINES).replace("000000001999", "000000001998") + "\n")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout, "")
        self.assertIn("does not add up", done.stderr)

    def test_an_account_that_is_not_there_is_named(self):
        done = self.read("", account="card_mian")
        self.assertEqual(done.returncode, 1)
        self.assertIn('no channel_account "card_mian"', done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
