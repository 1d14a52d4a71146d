"""Capture, cancel and refund of one payment at the same moment, at two nodes on one database:
exactly one of those that exclude each other is granted, and the sums hold."""

from contests import Contest


def run(world):
    nodes = [world.start_node(), world.start_node("second", {"kafka.bootstrap_servers": '""'})]
    world.follow_kafka()
    sums = Contest(world, "races", [node.url for node in nodes], world.times, "race").finish()
    races = sums.counts.pop("races")
    world.require(races == world.times, f"{races} races of {world.times} were held")
    world.tell_sums()
    world.settle()
    world.judge()
    return [f"{races} races in {sums.took_s:.0f} s, exactly one winner each"] + [
        f"  {what}: {count}" for what, count in sorted(sums.counts.items())]
