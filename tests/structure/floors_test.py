#!/usr/bin/env python3
"""Holds the house's floors: a file includes only its own floor or lower ones, and sibling
adapters never include each other (docs/architecture.md). `--self-test` proves that the check
catches each kind of breach."""

import pathlib
import re
import sys
import tempfile

FLOORS = {"base": 0, "payment": 1, "risk": 1, "app": 2, "adapters": 3, "main": 4}
SIBLINGS = {"payment", "risk"}  # one floor, but each knows nothing of the other
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.M)
# What the pure floors must not know; the app floor may use Asio's coroutines and nothing else.
FORBIDDEN = {
    "payment": r"^(boost/|nlohmann/|lua|librdkafka|mysql|cppconn/|curl/|pistache/|thread$|mutex$)",
    "risk": r"^(boost/|nlohmann/|lua|librdkafka|mysql|cppconn/|curl/|pistache/|thread$)",
    "app": r"^(nlohmann/|lua|librdkafka|mysql|cppconn/|curl/|pistache/|boost/(?!asio/))",
}


def place_of(path):
    """("adapters", "mysql") for gateway/adapters/mysql/x.cc, ("base", None) for gateway/base/x.h."""
    parts = pathlib.PurePosixPath(path).parts
    if len(parts) < 3 or parts[0] != "gateway":
        return None
    return parts[1], parts[2] if parts[1] == "adapters" else None


def breaches(root):
    found = []
    for file in sorted(root.glob("gateway/**/*")):
        if file.suffix not in {".h", ".cc", ".hpp"}:
            continue
        here = place_of(file.relative_to(root).as_posix())
        if here is None or here[0] not in FLOORS:
            found.append(f"{file.relative_to(root)}: stands on no floor")
            continue
        for kind, target in INCLUDE.findall(file.read_text()):
            where = f"{file.relative_to(root)} includes {target}"
            forbidden = FORBIDDEN.get(here[0])
            if kind == "<" and forbidden and re.match(forbidden, target):
                found.append(f"{where}: {here[0]} must not know it")
            there = place_of(target)
            if there is None:
                continue
            if FLOORS[there[0]] > FLOORS[here[0]]:
                found.append(f"{where}: upward")
            elif {here[0], there[0]} == SIBLINGS:
                found.append(f"{where}: payment and risk do not know each other")
            elif here[0] == "adapters" and there[0] == "adapters" and here[1] != there[1]:
                found.append(f"{where}: sibling adapters never include each other")
    return found


def self_test():
    cases = {
        "gateway/base/a.h": '#include "gateway/payment/b.h"\n',
        "gateway/payment/a.h": "#include <nlohmann/json.hpp>\n",
        "gateway/risk/a.h": '#include "gateway/payment/status.h"\n',
        "gateway/app/a.h": '#include "gateway/adapters/mysql/store.h"\n',
        "gateway/adapters/http/a.h": '#include "gateway/adapters/mysql/store.h"\n',
        "gateway/attic/a.h": "\n",
    }
    for path, text in cases.items():
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / path
            file.parent.mkdir(parents=True)
            file.write_text(text)
            assert breaches(pathlib.Path(folder)), f"not caught: {path}: {text}"
    print(f"{len(cases)} breaches caught")


def main():
    if sys.argv[1] == "--self-test":
        self_test()
        return 0
    root = pathlib.Path(sys.argv[1])
    found = breaches(root)
    for line in found:
        print(line)
    assert list(root.glob("gateway/base/*.h")), f"no gateway below {root}"
    print(f"{len(found)} breaches of the floors")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
