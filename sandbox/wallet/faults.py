"""Faults of the API by order: POST /control/faults {"method": ..., "fault": ..., "times": 1}.

lost             takes effect, no answer
dropped          no effect, no answer
late             takes effect, answered after --late-seconds
busy             takes effect, and the answer is 20000: the wallet does not know
wrong_signature  takes effect, answered with another key's signature
wrong_amount     takes effect, and says a fen more
garbage          takes effect, answered with a page of HTML
"""

import threading

FAULTS = {"lost", "dropped", "late", "busy", "wrong_signature", "wrong_amount", "garbage"}


class Faults:
    def __init__(self):
        self._orders = []  # [method, fault, times]
        self._lock = threading.Lock()

    def add(self, method, fault, times):
        if fault not in FAULTS:
            raise ValueError(f"there is no fault {fault}: {', '.join(sorted(FAULTS))}")
        with self._lock:
            self._orders.append([method, fault, times])

    def clear(self):
        with self._lock:
            self._orders.clear()

    def take(self, method):
        with self._lock:
            for order in self._orders:
                if order[0] == method:
                    order[2] -= 1
                    if order[2] <= 0:
                        self._orders.remove(order)
                    return order[1]
        return None
