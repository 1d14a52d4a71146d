"""What a drive tells of itself."""

import time

# What the gateway is meant to reach. They are printed, not judged: other work on the machine
# must not fail the run. Much later is a failure of the drive.
FIRST_ANSWER_GOAL_S = 2
RESOLVED_GOAL_S = 30


def report(drive):
    count = drive.database.number
    undone = count("SELECT COUNT(*) FROM payments WHERE reason = 'outcome_unknown_reversed'")
    repeated = count("SELECT COUNT(*) FROM operations WHERE attempt > 1")
    say(f"{drive.payments} payments asked for, {count('SELECT COUNT(*) FROM payments')} made; "
        f"{count('SELECT COUNT(*) FROM operations')} operations, "
        f"{count('SELECT COUNT(*) FROM events')} events")
    say(f"{len(drive.first_answers_s)} kills, {drive.in_flight_at_kill} operations without outcome "
        f"at them; {drive.attempts_lost} attempts lost their connection and "
        f"{drive.in_progress} met their first attempt under way; all were repeated")
    say(f"{repeated} operations needed the resolver, {undone} payments were undone by a "
        f"reversal, {count('SELECT COUNT(*) FROM operations WHERE parked = 1')} were parked")
    cycles = sorted(drive.cycles_s)
    say(f"a cycle of {drive.options.payments} payments took {sum(cycles) / len(cycles):.2f} s, "
        f"half of them at most {cycles[len(cycles) // 2]:.2f} s, the longest {cycles[-1]:.2f} s")
    say(f"first 2xx after a restart: at most {max(drive.first_answers_s):.2f} s "
        f"(goal {FIRST_ANSWER_GOAL_S} s)")
    if drive.resolved_s:
        say(f"in flight at the kill and resolved: at most {max(drive.resolved_s):.1f} s after the "
            f"restart (goal {RESOLVED_GOAL_S} s)")


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)
