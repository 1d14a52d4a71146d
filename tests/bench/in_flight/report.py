#!/usr/bin/env python3
"""report.py RESULTS: turns what tests/bench/in_flight/run gathered into its lines of JSON."""

import json
import sys
from pathlib import Path
from statistics import mean


def show(bench: str, value: float, unit: str, **more) -> None:
    print(json.dumps({"bench": "in_flight_" + bench, "value": round(value, 3), "unit": unit, **more}))


def rate(runs: list[dict]) -> float:
    return mean(run["load"]["payments_per_second"] for run in runs)


def main(path: str) -> None:
    runs = [json.loads(line) for line in Path(path).read_text().splitlines()]
    prompt = [run for run in runs if run["delay_ms"] == 0]
    slow = [run for run in runs if run["delay_ms"] > 0]
    show("prompt", rate(prompt), "payments/s")
    show("slow", rate(slow), "payments/s", ratio=round(rate(slow) / rate(prompt), 3), against="prompt",
         rounds=[run["load"]["payments_per_second"] for run in runs])
    show("slow_p50", mean(run["load"]["p50_ms"] for run in slow), "ms")
    show("at_the_wallet", max(run["wallet"]["waiting_peak"] for run in slow), "payments")
    show("memory", max(run["peak_kib"] - run["rest_kib"] for run in slow) / 1024, "MiB above rest",
         prompt=round(max(run["peak_kib"] - run["rest_kib"] for run in prompt) / 1024, 3))
    show("threads", max(run["threads"] for run in slow), "threads", prompt=max(run["threads"] for run in prompt))


if __name__ == "__main__":
    main(sys.argv[1])
