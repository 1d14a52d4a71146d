#!/usr/bin/env python3
"""The contract's binary layout is frozen: what a plugin was compiled with stays where it was.

    check.py HEADERS RECORD [--record]

HEADERS is the folder that holds tollgate/channel.h. Compares what clang makes of it with the file
RECORD: sizes, members and values. A struct that begins with its own `uint32_t size` may get members
at its end, enumerations may get values, and new structs may come; everything else is refused.
--record writes what was added into RECORD; it never writes what is refused.
"""

import argparse
import pathlib
import re
import subprocess
import sys

STRUCT = re.compile(r"^ +0 \| struct (tollgate_\w+)$")
MEMBER = re.compile(r"^ *(\d+) \|   (\S.*) (\w+)$")
SIZE = re.compile(r"^ +\| \[sizeof=(\d+), align=(\d+)\]")
VALUE = re.compile(r"^\s*(TOLLGATE_[A-Z0-9_]+) = ([^,/\n]+?),? *(?://.*)?$", re.MULTILINE)


def layouts(headers):
    """{struct: ["offset type name", ..., "sizeof align"]} of every struct of the contract."""
    names = sorted(path.relative_to(headers).as_posix() for path in headers.glob("tollgate/*.h"))
    unit = "".join(f'#include "{name}"\n' for name in names)
    done = subprocess.run(["clang", "-std=c11", "-x", "c", f"-I{headers}", "-fsyntax-only", "-Xclang",
                           "-fdump-record-layouts-complete", "-"], input=unit, capture_output=True,
                          text=True, check=False)
    if done.returncode:
        sys.exit(f"the headers do not compile:\n{done.stderr}")
    found, members = {}, None
    for line in done.stdout.splitlines():
        if line.startswith("***"):
            members = None
        elif match := STRUCT.match(line):
            members = found.setdefault(match[1], [])
        elif members is not None and (match := MEMBER.match(line)) and line.count("|   ") == 1:
            if not line.split("|", 1)[1].startswith("    "):
                members.append(f"{match[1]} {match[2]} {match[3]}")
        elif members is not None and (match := SIZE.match(line)):
            members.append(f"sizeof {match[1]} align {match[2]}")
    return found


def values(headers):
    texts = (path.read_text(encoding="utf-8") for path in headers.glob("tollgate/*.h"))
    return {name: value for text in texts for name, value in VALUE.findall(text)}


def written(structs, constants):
    lines = []
    for name, members in sorted(structs.items()):
        lines += [f"struct {name}", *(f"  {member}" for member in members)]
    lines += [f"value {name} {value}" for name, value in sorted(constants.items())]
    return "\n".join(lines) + "\n"


def read(text):
    structs, constants = {}, {}
    for line in text.splitlines():
        if line.startswith("  "):
            members.append(line.strip())
        elif line.startswith("struct "):
            members = structs.setdefault(line.split()[1], [])
        else:
            _, name, value = line.split(" ", 2)
            constants[name] = value
    return structs, constants


def grows(members):
    return members[0] == "0 uint32_t size"


def breaks(old, new):
    """Sentences, one for each thing that plugins rely on and that is not so any more."""
    old_structs, old_values = old
    new_structs, new_values = new
    for name, members in old_structs.items():
        now = new_structs.get(name)
        if now is None:
            yield f"struct {name} is gone"
        elif now != members:
            kept = now[: len(members) - 1] == members[:-1]
            if not (kept and grows(members)):
                yield f"struct {name} was {members}, is {now}"
    for name, value in old_values.items():
        if new_values.get(name) != value:
            yield f"{name} was {value}, is {new_values.get(name)}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("headers", type=pathlib.Path)
    parser.add_argument("record", type=pathlib.Path)
    parser.add_argument("--record", dest="write", action="store_true")
    options = parser.parse_args()
    now = layouts(options.headers), values(options.headers)
    if len(now[0]) < 10:
        sys.exit(f"only {len(now[0])} structs were found: the output of clang was not understood")
    recorded = options.record.read_text(encoding="utf-8") if options.record.exists() else ""
    broken = list(breaks(read(recorded), now))
    if broken:
        sys.exit("plugins that were compiled before would break:\n  " + "\n  ".join(broken))
    if written(*now) == recorded:
        print(f"{len(now[0])} structs and {len(now[1])} values are as they were")
    elif options.write:
        options.record.write_text(written(*now), encoding="utf-8")
    else:
        sys.exit(f"the contract has grown: run it again with --record and commit {options.record}")


if __name__ == "__main__":
    main()
