"""The control door: HTTP and JSON, one request a connection. For tests and demonstrations.

    POST /faults    {"type": "0420", "fault": "silent", "times": 2}
                    {"operation_id": "op_1", "answer": "91"}
        type: the start of a message type; card, operation_id: exact; what is left out matches all.
        fault: a name of script.FAULTS; answer: a response code. times: 1 unless told, 0 for ever.
    GET /faults     the orders still open
    DELETE /faults  forgets them all
    GET /state      {"messages": ..., "entries": ..., "duplicates": ..., "connections": ...}
    POST /drop      closes every connection of the acquirer
"""

import asyncio
import dataclasses
import json

from script import FAULTS, ORDERS_MAX, Order, Plan

BODY_MAX = 64 * 1024
PATIENCE_SECONDS = 10


class Refused(ValueError):
    """The request is wrong; the text says how."""


def order_of(body):
    try:
        wanted = json.loads(body)
    except ValueError as error:
        raise Refused(f"The body is not JSON: {error}.") from error
    known = {"type": str, "card": str, "operation_id": str, "fault": str, "answer": str, "times": int}
    if not isinstance(wanted, dict):
        raise Refused("The body is not an object.")
    for name, value in wanted.items():
        if name not in known or type(value) is not known[name]:
            raise Refused(f"{name!r} is unknown or of the wrong type; known: {', '.join(known)}.")
    fault, answer = wanted.pop("fault", ""), wanted.pop("answer", "00")
    if fault and fault not in FAULTS.values():
        raise Refused(f"There is no fault {fault!r}; known: {', '.join(FAULTS.values())}.")
    if len(answer) != 2 or not answer.isalnum() or not answer.isascii():
        raise Refused("An answer is a response code of two letters or digits.")
    if wanted.get("times", 1) < 0:
        raise Refused("times is 0 or more.")
    return Order(plan=Plan(code=answer, fault=fault), **wanted)


class Control:
    def __init__(self, acquirer):
        self._acquirer = acquirer

    async def listen(self, host, port):
        return await asyncio.start_server(self._serve, host, port)

    async def _serve(self, reader, writer):
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                status, answer = await self._exchange(reader)
                body = json.dumps(answer).encode()
                head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
                head += f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
                writer.write(head.encode() + body)
                await writer.drain()
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # the peer went away, or was no HTTP client
        finally:
            writer.close()

    async def _exchange(self, reader):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path = (head[0].split(" ") + ["", ""])[:2]
        sizes = [line[15:].strip() for line in head if line.lower().startswith("content-length:")]
        size = int(sizes[0]) if sizes and sizes[0].isdigit() else 0
        if size > BODY_MAX:
            return "413 Content Too Large", {"error": f"The body is over {BODY_MAX} bytes."}
        body = await reader.readexactly(size)
        try:
            return "200 OK", self._answer(method, path, body)
        except Refused as error:
            return "400 Bad Request", {"error": str(error)}
        except KeyError:
            return "404 Not Found", {"error": f"There is no {method} {path}."}

    def _answer(self, method, path, body):
        script, acquirer = self._acquirer.script, self._acquirer
        if (method, path) == ("POST", "/faults"):
            if len(script.orders) >= ORDERS_MAX:
                raise Refused(f"There are {ORDERS_MAX} open orders; DELETE /faults first.")
            script.orders.append(order_of(body))
        elif (method, path) == ("DELETE", "/faults"):
            script.orders.clear()
        elif (method, path) == ("POST", "/drop"):
            for connection in list(acquirer.connections):
                connection.close()
        elif (method, path) == ("GET", "/state"):
            return {
                **acquirer.counters,
                "entries": len(acquirer.books.entries),
                "duplicates": acquirer.books.duplicates,
                "connections": len(acquirer.connections),
            }
        elif (method, path) != ("GET", "/faults"):
            raise KeyError(path)
        return {"faults": [dataclasses.asdict(order) for order in script.orders]}
