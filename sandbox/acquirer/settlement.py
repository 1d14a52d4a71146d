#!/usr/bin/env python3
"""Writes the acquirer's settlement file of one day (UTC) from its journal.

    settlement.py --journal F --date 2026-11-27 --acquirer 123456 --merchant M --output F

What was reversed on the day it was done is not settled at all; what was reversed later is settled
again, the other way. Records and fields: README.md. With --fault the file is wrong in one way:

    missing   the last line is not there, and the totals know nothing of it
    doubled   the last line is there twice, and the totals know it
    amount    the last line has one minor unit more, and the totals know it
    foreign   a line of nobody's is there besides
    total     the last total has one minor unit more than its lines
    cut       the trailer is missing
"""

import argparse
import collections
import dataclasses
import datetime
import json

FAULTS = ("missing", "doubled", "amount", "foreign", "total", "cut")
KINDS = {"captured": "C", "refunded": "R"}
REVERSED = {"C": "V", "R": "W"}
CREDITS = "CW"


@dataclasses.dataclass(frozen=True)
class Line:
    kind: str
    key: str  # "class|7|11|32|41"
    reference: str
    authorization_code: str
    currency: str
    amount: int
    fee: int
    operation_id: str

    def record(self):
        _, time, audit_number, _, terminal = self.key.split("|", 4)
        return (f"D{self.kind}{time}{audit_number}{terminal:8}{self.reference:12}"
                f"{self.authorization_code:6}{self.currency}{self.amount:012d}{self.fee:012d}"
                f"{self.operation_id:64}")


def day_of(record):
    return datetime.datetime.fromtimestamp(record["at"], datetime.timezone.utc).date()


def lines_of(journal, day, fee_basis_points=0):
    """The settled lines of a day; `journal` is the journal's records in their order."""
    moved = {r["key"]: r for r in journal if r["effect"] in KINDS}
    undone = {r["original_key"]: r for r in journal if r["effect"] == "reversed"}

    def line(record, kind):
        fee = (record["amount"] * fee_basis_points + 5000) // 10000
        return Line(kind, record["key"], record["reference"], record["authorization_code"],
                    record["currency"], record["amount"], fee if kind == "C" else 0,
                    record["operation_id"])

    for record in journal:
        if day_of(record) != day:
            continue
        if record["effect"] in KINDS:
            undo = undone.get(record["key"])
            if undo is None or day_of(undo) != day:
                yield line(record, KINDS[record["effect"]])
        elif record["effect"] == "reversed":
            original = moved.get(record["original_key"])
            if original is not None and day_of(original) != day:
                yield line(original, REVERSED[KINDS[original["effect"]]])


def spoil(lines, fault):
    """The lines with a fault that the totals know of."""
    if lines and fault == "missing":
        return lines[:-1]
    if lines and fault == "doubled":
        return [*lines, lines[-1]]
    if lines and fault == "amount":
        return [*lines[:-1], dataclasses.replace(lines[-1], amount=lines[-1].amount + 1)]
    if fault == "foreign":
        return [*lines, Line("C", "2|0101000000|999999|0|NOBODY", "999999999999", "", "978", 4321, 0,
                             "op_of_nobody")]
    return lines


def write(lines, day, acquirer, merchant, fault=""):
    """The file's text."""
    lines = spoil(list(lines), fault)
    records = [f"H01{acquirer:>011}{merchant:15}{day:%Y%m%d}"]
    totals = collections.defaultdict(lambda: [0, 0, 0, 0])
    for line in lines:
        records.append(line.record())
        total = totals[line.currency]
        total[0] += 1
        total[1 if line.kind in CREDITS else 2] += line.amount
        total[3] += line.fee
    for currency in sorted(totals):
        count, credits, debits, fees = totals[currency]
        if fault == "total" and currency == max(totals):
            credits += 1
        records.append(f"S{currency}{count:08d}{credits:016d}{debits:016d}{fees:016d}")
    if fault != "cut":
        records.append(f"T{len(lines):08d}")
    return "".join(record + "\n" for record in records)


def read_journal(path):
    with open(path, "rb") as file:
        return [json.loads(line) for line in file if line.endswith(b"\n")]


def main():
    parser = argparse.ArgumentParser(description="Writes the acquirer's settlement file of a day.")
    parser.add_argument("--journal", required=True)
    parser.add_argument("--date", type=datetime.date.fromisoformat, metavar="YYYY-MM-DD",
                        default=datetime.datetime.now(datetime.timezone.utc).date(),
                        help="of the effects, in UTC (default: today)")
    parser.add_argument("--acquirer", required=True, help="element 32: 1 to 11 digits")
    parser.add_argument("--merchant", required=True, help="element 42: 1 to 15 characters")
    parser.add_argument("--fee-basis-points", type=int, default=0, help="of each capture; half-up")
    parser.add_argument("--fault", choices=FAULTS, default="")
    parser.add_argument("--output", required=True)
    options = parser.parse_args()
    lines = lines_of(read_journal(options.journal), options.date, options.fee_basis_points)
    text = write(lines, options.date, options.acquirer, options.merchant, options.fault)
    with open(options.output, "w", encoding="ascii", newline="\n") as file:
        file.write(text)


if __name__ == "__main__":
    main()
