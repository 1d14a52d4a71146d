#!/usr/bin/env python3
"""Holds the acquirer's journal against the database and lists what the acquirer did that the
database does not know: after a restore to a moment, the payments made since.

    reconcile.py --acquirer FILE --mariadb-socket SOCKET

Exit status 1 when there is something to settle by hand.
"""

import argparse
import dataclasses
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "crash"))
from database import Database  # noqa: E402  (the path comes first)
from split_evidence import json_lines  # noqa: E402

MONEY = ("authorized", "captured", "refunded")


@dataclasses.dataclass
class Reconciliation:
    missing: dict  # operation id -> journal lines of money that moved without a row
    open: dict  # operation id -> journal lines whose row has no outcome yet

    @property
    def missing_ids(self):
        return set(self.missing)


def reconcile(database, journal):
    rows = {row["id"]: row for row in database.parsed_rows("operations")}
    missing, waiting = {}, {}
    for _, line in json_lines(journal):
        if line["effect"] not in MONEY:
            continue
        row = rows.get(line["operation_id"])
        if row is None:
            missing.setdefault(line["operation_id"], []).append(line)
        elif row["outcome"] in ("unknown", "pending"):
            waiting.setdefault(line["operation_id"], []).append(line)
    return Reconciliation(missing, waiting)


def main():
    parser = argparse.ArgumentParser(description="What the acquirer did and the database lacks.")
    for name in ("acquirer", "mariadb-socket"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    found = reconcile(Database(options.mariadb_socket), options.acquirer)
    for what, lines in (("no row", found.missing), ("no outcome yet", found.open)):
        for operation_id, effects in sorted(lines.items()):
            for line in effects:
                print(f"{operation_id}: {line['effect']} {line['amount']} {line['currency']}, "
                      f"card …{line['card']}, reference {line['reference']}: {what}")
    print(f"{len(found.missing)} operations of the acquirer have no row, {len(found.open)} have "
          "no outcome yet")
    return 1 if found.missing or found.open else 0


if __name__ == "__main__":
    sys.exit(main())
