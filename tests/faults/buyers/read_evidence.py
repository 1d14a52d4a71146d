"""Reads what a run left behind into Evidence: journals, tables, Kafka, the gateway's log."""

import json
import re

from database import Database
from evidence import LONG_RUN, Evidence, Request, told_in


def read_evidence(client_journals, acquirer_journal, socket, kafka_messages, logs):
    """Paths of JSON lines and logs; `kafka_messages` is what `kcat -J` wrote."""
    requests, numbers = read_client_journals(client_journals)
    database = Database(socket)
    events = database.rows("events")
    for event in events:
        event["data"] = json.loads(event["data"])
    return Evidence(
        requests=requests,
        cards=numbers["card"],
        told_decoys=set().union(*(told_in(body, numbers["decoy"]) for request in requests
                                  for status, body in request.answers if status == 201)),
        acquirer=list(json_lines(acquirer_journal)),
        payments=database.rows("payments"),
        operations=database.rows("operations"),
        refunds=database.rows("refunds"),
        events=events,
        stored_answers=database.stored_answers(),
        streams=database.streams(),
        messages=[message_of(line) for line in json_lines(kafka_messages)],
        texts=(database.texts_with(LONG_RUN) + suspicious_lines("Kafka", [kafka_messages])
               + suspicious_lines("the gateway's log", logs)),
    )


def json_lines(path):
    """The last line may lack its end when its writer was stopped."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.endswith("\n"):
                yield json.loads(line)


def read_client_journals(paths):
    requests, numbers = {}, {"card": set(), "decoy": set()}
    for path in paths:
        for line in json_lines(path):
            if line["did"] in numbers:
                numbers[line["did"]].add(line["number"])
                continue
            place = line["merchant"], line["key"]
            if line["did"] == "send":
                requests.setdefault(
                    place, Request(*place, line["method"], line["path"], line["body"]))
            elif line["did"] == "receive":
                requests[place].answers.append((line["status"], line["body"]))
    return list(requests.values()), numbers


def message_of(line):
    names, values = line["headers"][::2], line["headers"][1::2]
    return {"partition": line["partition"], "offset": line["offset"], "key": line["key"],
            "headers": dict(zip(names, values)), "value": json.loads(line["payload"])}


def suspicious_lines(place, paths):
    found = []
    for path in paths:
        with open(path, encoding="utf-8", errors="backslashreplace") as file:
            found += [(place, line) for line in file if re.search(LONG_RUN, line)]
    return found
