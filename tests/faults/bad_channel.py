"""The way to the acquirer misbehaves, in every way of frame_proxy.py, one after the other. What was
charged is known or undone; no answer is believed that is not this operation's own."""

from frame_proxy import FAULTS
from proxies import Proxy
from world import say

EVERY = 12  # one answer in so many is spoiled
PURCHASES_AT_ONCE = 48


def run(world):
    proxy = Proxy(world, "frame_proxy", "--acquirer", f"127.0.0.1:{world.acquirer_port}")
    node = world.start_node(changes={
        "channel_account.settings.addresses": f'["127.0.0.1:{proxy.port}"]',
        "channel_account.settings.echo_interval_ms": "2000",
        # Else it keeps nearly every payment away from what is to be met here.
        "channel_account.breaker.failure_percent": "0"})
    world.follow_kafka()
    world.start_buyers()
    for fault in FAULTS:
        wanted = proxy.order()[fault] + world.times
        proxy.order(f"spoil {fault} {EVERY}")
        while proxy.order()[fault] < wanted:
            world.buy(PURCHASES_AT_ONCE, PURCHASES_AT_ONCE // 2)
        proxy.order(f"spoil {fault} 0")
        say(f"{fault}: {proxy.order()[fault]} times")
    counters = proxy.order()
    world.finish_buying()
    late = sum(value for name, value in node.metrics().items()
               if name.startswith("tollgate_channel_late_frames_total"))
    world.tell_sums()
    messages = world.database.number("SELECT COUNT(*) FROM operations WHERE outcome <> 4")
    world.require(2 * messages >= world.payments,
                  f"only {messages} operations of {world.payments} payments reached the channel")
    world.settle()
    world.judge()
    return [", ".join(f"{fault} {counters[fault]}" for fault in FAULTS) +
            f"; {late:.0f} frames that nobody waited for"]
