#!/usr/bin/env python3
"""Turns the files that tests/bench/run gathered into its lines of JSON.

report.py RESULTS              prints the lines
report.py --half-rate RESULTS  prints half of the measured payments per second
"""

import json
import sys
from pathlib import Path
from statistics import mean


def read_rounds(results: Path) -> list[dict]:
    return [json.loads(path.read_text()) for path in sorted(results.glob("payments_*.json"))]


def read_bare(results: Path) -> dict[int, list[float]]:
    """Payments per second of bare_loop in each round, by its number of connections."""
    rates: dict[int, list[float]] = {}
    for path in sorted(results.glob("bare_*.jsonl")):
        for line in path.read_text().splitlines():
            figures = json.loads(line)
            rates.setdefault(figures["connections"], []).append(figures["value"])
    return rates


def read_notes(results: Path) -> dict[str, float]:
    lines = (results / "notes.jsonl").read_text().splitlines()
    return {note["name"]: note["value"] for note in map(json.loads, lines)}


def average(rounds: list[dict], name: str) -> float:
    return mean(figures[name] for figures in rounds)


def show(bench: str, value: float, unit: str, **more) -> None:
    print(json.dumps({"bench": bench, "value": round(value, 3), "unit": unit, **more}))


def show_throughput(rounds: list[dict], bare: dict[int, list[float]]) -> None:
    # Means on both sides: the best of several noisy rounds would favour whoever has more of them.
    connections, best = max(bare.items(), key=lambda item: mean(item[1]))
    rate = average(rounds, "payments_per_second")
    show("payments_per_second", rate, "payments/s", ratio=round(rate / mean(best), 3),
         against=f"bare_loop with {connections} connections: {mean(best):.0f} payments/s",
         rounds=[round(figures["payments_per_second"]) for figures in rounds],
         against_rounds=[round(value) for value in best])
    for count, values in sorted(bare.items()):
        show(f"bare_loop_{count}_connections", mean(values), "payments/s")


def show_processor(rounds: list[dict]) -> None:
    for process in rounds[0]["cpu_us_per_payment"]:
        used = mean(figures["cpu_us_per_payment"][process] for figures in rounds)
        show(f"cpu_per_payment_{process}", used, "us")


def show_latencies(rounds: list[dict], half: dict) -> None:
    for percentile in ("p50", "p99", "p999"):
        show(f"latency_full_load_{percentile}", average(rounds, f"{percentile}_ms"), "ms")
    for percentile in ("p50", "p99", "p999"):
        # The channel `instant` answers in microseconds: all of it is what the gateway adds.
        show(f"added_latency_half_load_{percentile}", half[f"{percentile}_ms"], "ms",
             at_payments_per_second=half["payments_per_second"])


def show_memory(notes: dict[str, float], count: int, payments: int) -> None:
    rest = notes["rest.rss_kib"] / 1024
    show("gateway_memory_at_rest", rest, "MiB")
    show("gateway_memory_growth", notes["half_load.rss_kib"] / 1024 - rest, "MiB",
         payments_measured=payments)
    if count > 1:
        grown = notes[f"payments_{count}.rss_kib"] - notes["payments_1.rss_kib"]
        show("gateway_memory_growth_after_round_1", grown / 1024, "MiB")


def report(results: Path) -> None:
    rounds, notes = read_rounds(results), read_notes(results)
    half = json.loads((results / "half_load.json").read_text())
    payments = sum(figures["payments"] for figures in [*rounds, half])
    show_throughput(rounds, read_bare(results))
    show_latencies(rounds, half)
    show_processor(rounds)
    folded = [notes[f"payments_{index + 1}.changes_per_commit"] for index in range(len(rounds))]
    show("changes_per_commit", mean(folded), "changes")
    show_memory(notes, len(rounds), payments)
    show("start_to_first_payment", notes["start_us"] / 1000, "ms")
    show("restart_after_kill_to_first_payment", notes["restart_us"] / 1000, "ms")
    show("restart_after_kill_to_all_resolved", notes["resolved_us"] / 1000, "ms")


def main() -> None:
    arguments = sys.argv[1:]
    if arguments[:1] == ["--half-rate"]:
        print(round(average(read_rounds(Path(arguments[1])), "payments_per_second") / 2, 1))
    else:
        report(Path(arguments[0]))


if __name__ == "__main__":
    main()
