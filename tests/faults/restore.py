"""The database server is lost. From a dump taken in mid-load and the binary log it is restored to a
moment before its end. Reconciling with the acquirer's journal must find every effect whose payment
is gone, and the gateway that is started on it must not charge anybody again."""

import getpass
import os
import pathlib
import subprocess
import time

from database import Database
from reconcile import reconcile
from servers import Server
from split_evidence import json_lines
from world import Failure, say

MONEY = ("authorized", "captured", "refunded")


def run(world):
    node = world.start_node()
    world.follow_kafka()
    world.start_buyers()
    backup = pathlib.Path(world.state) / "backup"
    backup.mkdir()
    world.buy(world.times, world.times // 4)
    dump(world, backup / "dump.sql")  # in mid-load
    world.buy(world.times // 2, world.times // 4)  # after the dump
    moment = int(time.time()) + 1
    while time.time() < moment:
        time.sleep(0.01)
    world.buy(world.times // 2)
    after = ("SELECT COUNT(*) FROM operations WHERE outcome = 1 AND "
             f"created_at > FROM_UNIXTIME({moment})")
    world.until("something has happened after the moment", 30,
                lambda: world.database.number(after) >= world.times // 20, 0.01)
    node.kill()
    world.mariadb.kill()
    world.buyers.kill()
    world.buyers = None
    truth = lose_and_restore(world, backup, moment)
    restored = {row["id"]: row for row in world.database.parsed_rows("operations")}

    found = reconcile(world.database, world.acquirer_journal)
    expected = {line["operation_id"] for _, line in json_lines(world.acquirer_journal)
                if line["effect"] in MONEY and line["operation_id"] not in restored}
    missing = {row["id"] for row in truth if row["id"] not in restored and
               row["outcome"] == "approved" and row["kind"] != "void"}
    world.require(found.missing_ids == expected, "the reconciliation did not find what is missing")
    world.require(missing <= found.missing_ids, "approved operations are gone and were not found")
    world.require(found.missing, "nothing is missing: the moment was too late")
    say(f"{len(truth)} operations before, {len(restored)} restored; the acquirer has "
        f"{len(found.missing)} effects without one, and {len(found.open)} of operations without "
        "outcome")

    before = [line for _, line in json_lines(world.acquirer_journal)]
    # What has no outcome and never reached the acquirer is asked again, and may take effect now.
    waiting = {row["id"] for row in restored.values() if row["outcome"] in ("unknown", "pending")}
    waiting -= {line["operation_id"] for line in before if line["effect"] in MONEY}
    node.start()
    world.until("the gateway listens", 20, lambda: node.listens)
    used = used_since(world, found)
    world.until("what was in flight at the moment is resolved", 60,
                lambda: open_operations(world) <= used, 0.5)
    charged = []
    for _, line in list(json_lines(world.acquirer_journal))[len(before):]:
        if line["effect"] in MONEY:
            if line["operation_id"] not in waiting:
                charged.append(line)
            waiting.discard(line["operation_id"])  # once is enough
    world.require(not charged, f"the restarted gateway charged again: {charged[:3]}")
    again = reconcile(world.database, world.acquirer_journal)
    world.require(again.missing_ids == found.missing_ids and set(again.open) <= used,
                  "the reconciliation changed by the restart")
    world.require(node.stop() == 0, "the gateway did not end well at SIGTERM")
    world.consumer.stop()
    return [f"restored to {len(truth) - len(restored)} operations before the end; reconciliation "
            f"found all {len(found.missing)} effects that are missing; nothing was charged again; "
            f"{len(used)} operations wait for them to be settled"]


def used_since(world, found):
    """Operations whose effect was captured or refunded in the part that is lost: the acquirer undoes
    no such thing, so they stay open until somebody settles what is missing."""
    lines = [line for _, line in json_lines(world.acquirer_journal)]
    keys = {line["original_key"] for effects in found.missing.values() for line in effects}
    return {line["operation_id"] for line in lines if line["effect"] in MONEY and line["key"] in keys}


def open_operations(world):
    """Those without an outcome, and the originals of the voids among them."""
    rows = [row for row in world.database.parsed_rows("operations")
            if row["outcome"] in ("unknown", "pending") and not row["parked"]]
    return {row["original_id"] if row["kind"] == "void" else row["id"] for row in rows}


def mariadb(world, *arguments, **more):
    return subprocess.run(["mariadb", "--no-defaults", f"--socket={world.mariadb_socket}",
                           *arguments], check=True, **more)


def dump(world, path):
    with open(path, "wb") as file:
        subprocess.run(["mariadb-dump", "--no-defaults", f"--socket={world.mariadb_socket}",
                        "--single-transaction", "--hex-blob", "--master-data=2", "--databases",
                        "tollgate"],
                       check=True, stdout=file)


def position_of(path):
    """(file, position) of the binary log at which the dump was taken."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("-- CHANGE MASTER TO"):
                words = line.replace("=", " ").replace("'", " ").replace(",", " ").split()
                return (words[words.index("MASTER_LOG_FILE") + 1],
                        words[words.index("MASTER_LOG_POS") + 1].rstrip(";"))
    raise Failure("the dump does not say where in the binary log it was taken")


def lose_and_restore(world, backup, moment):
    """Gives the operations that the lost server had: for the test only."""
    data, lost = pathlib.Path(world.mariadb_data), backup / "lost"
    data.rename(lost)  # of it, only the binary log is used: it would have been kept elsewhere
    install = ["mariadb-install-db", "--no-defaults", f"--datadir=./{data.name}",
               f"--user={getpass.getuser()}", "--skip-test-db",
               "--auth-root-authentication-method=socket",
               f"--auth-root-socket-user={getpass.getuser()}"]
    data.mkdir()
    subprocess.run(install, check=True, cwd=data.parent, stdout=subprocess.DEVNULL,
                   env={**os.environ, "TMPDIR": str(data)})
    world.restart_mariadb()
    with open(backup / "dump.sql", "rb") as file:
        mariadb(world, stdin=file)
    create_user(world)
    replay(world, backup, lost, moment)
    return rows_of_the_lost(world, lost)


def create_user(world):
    password = (pathlib.Path(world.state) / "mariadb" / "password").read_text(encoding="ascii")
    sql = (f"CREATE USER 'tollgate'@'localhost' IDENTIFIED BY '{password.strip()}';"
           "GRANT ALL ON `tollgate%`.* TO 'tollgate'@'localhost';")
    mariadb(world, input=sql.encode())


def replay(world, backup, lost, moment):
    first, position = position_of(backup / "dump.sql")
    logs = [path for path in sorted(lost.glob("binlog.0*")) if path.name >= first]
    stop = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment))
    with open(backup / "replay.sql", "wb") as file:
        subprocess.run(["mariadb-binlog", "--no-defaults", f"--start-position={position}",
                        f"--stop-datetime={stop}", *map(str, logs)], check=True, stdout=file)
    with open(backup / "replay.sql", "rb") as file:
        mariadb(world, stdin=file)


def rows_of_the_lost(world, lost):
    """The lost server's data still lies there: what was really in it. It died with transactions in
    the middle of their commit, which only its binary log can decide."""
    command = [word for word in world.mariadb.command
               if not word.startswith(("--datadir", "--socket", "--pid-file"))]
    socket = f"{world.mariadb_socket}.lost"
    old = Server(f"{world.state}/log/mariadb-lost")
    old.start([*command, f"--datadir={lost}", f"--socket={socket}", f"--pid-file={lost}/pid"])
    world.helpers.append(old)

    def answers():
        world.require(old.runs(), "the lost server did not start; see log/mariadb-lost")
        return world.mariadb_answers(socket)

    world.until("the lost server's data can be read", 60, answers)
    rows = Database(socket).parsed_rows("operations")
    old.stop()
    return rows
