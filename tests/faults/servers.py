"""The servers of a run as things that a fault can strike: killed, stopped in mid-air, started again.
sandbox/lib started them; the first strike takes them over, and each dies with the drive."""

import os
import pathlib
import signal
import subprocess
import time

from stage import start

GONE_PATIENCE_S = 30


class Server:
    """A process with its command line, so that it can be started again as it was."""

    def __init__(self, log, pid=None, command=None):
        self._log, self.pid, self.command = log, pid, command
        self._process = None

    @classmethod
    def that_runs(cls, state, name):
        """One that sandbox/lib/processes.sh has started."""
        pid = pathlib.Path(f"{state}/run/{name}").read_text(encoding="ascii").split()[0]
        command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")[:-1]
        return cls(f"{state}/log/{name}", int(pid), command)

    def kill(self, number=signal.SIGKILL):
        os.kill(self.pid, number)
        self._wait_until_gone()

    def pause(self):
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self):
        os.kill(self.pid, signal.SIGCONT)

    def start(self, command=None):
        with open(self._log, "ab") as log:
            self._process = start(command or self.command, stdin=subprocess.DEVNULL, stdout=log,
                                  stderr=log)
        self.pid = self._process.pid

    def stop(self):
        """SIGTERM, if it is ours: what the script started, the script stops."""
        if self._process and self._process.poll() is None:
            self.resume()
            self._process.terminate()
            self._process.wait(GONE_PATIENCE_S)

    def runs(self):
        try:
            stat = pathlib.Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        except FileNotFoundError:
            return False
        return stat.rpartition(")")[2].split()[0] != "Z"

    def _wait_until_gone(self):
        if self._process:
            self._process.wait(GONE_PATIENCE_S)
        give_up = time.monotonic() + GONE_PATIENCE_S
        while self.runs():
            if time.monotonic() > give_up:
                raise OSError(f"process {self.pid} does not end")
            time.sleep(0.005)
