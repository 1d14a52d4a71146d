"""A second client of the database that keeps a transaction open: the `mariadb` program, fed by
hand."""

import queue
import subprocess
import threading

from stage import start

ANSWER_PATIENCE_S = 60


class SqlSession:
    def __init__(self, socket, schema="tollgate"):
        self._process = start(
            ["mariadb", "--no-defaults", f"--socket={socket}", "--batch", "--skip-column-names",
             "--force", "--unbuffered", schema],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self._lines = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        self._count = 0

    def _read(self):
        for line in self._process.stdout:
            self._lines.put(line.rstrip("\n"))

    def run(self, sql):
        """The lines of its answer; those that begin with ERROR are the server's refusals."""
        self._count += 1
        mark = f"done {self._count}"
        self._process.stdin.write(f"{sql};\nSELECT '{mark}';\n")
        self._process.stdin.flush()
        lines = []
        while (line := self._lines.get(timeout=ANSWER_PATIENCE_S)) != mark:
            lines.append(line)
        return lines

    def stop(self):
        self._process.stdin.close()
        self._process.wait(10)
