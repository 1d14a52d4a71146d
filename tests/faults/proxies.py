"""Proxies of the drive, as processes that take orders."""

import json
import os
import pathlib
import subprocess
import sys
import time

from stage import start

HERE = pathlib.Path(__file__).resolve().parent


class Proxy:
    def __init__(self, world, script, *arguments):
        port_file = pathlib.Path(world.folder) / f"{script}.port"
        port_file.unlink(missing_ok=True)
        self._process = start(
            [sys.executable, str(HERE / f"{script}.py"), "--port-file", str(port_file),
             "--seed", str(world.seed), *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        world.helpers.append(self)
        give_up = time.monotonic() + 20
        while not os.path.exists(port_file):
            if time.monotonic() > give_up or self._process.poll() is not None:
                raise OSError(f"{script} did not start")
            time.sleep(0.02)
        self.port = int(port_file.read_text(encoding="ascii"))

    def order(self, line="counters"):
        """Gives the counters."""
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def stop(self):
        self._process.stdin.close()
        self._process.wait(10)


def database_proxy(world):
    """The proxy, and the changes of a gateway's configuration that lead through it."""
    proxy = Proxy(world, "mysql_proxy", "--server", world.mariadb_socket)
    through = {"database.socket": '""', "database.host": '"127.0.0.1"',
               "database.port": str(proxy.port)}
    return proxy, through
