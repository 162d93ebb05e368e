#!/usr/bin/env python3
"""Times whole processes side by side and prints a table.

Every command runs in turn, round by round, so that a slow moment of the machine hits all of them. Printed are the
median, the quartiles, the ratio to an empty Rust program, and the peak memory of the largest run.

usage: processes.py ROUNDS NAME=COMMAND...
"""

import os
import shlex
import statistics
import subprocess
import sys
import time


def run_once(command):
    """Runs a command and returns (seconds, peak resident bytes)."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{shlex.join(command)} ended with {child.returncode}")
    return seconds, usage.ru_maxrss * 1024


def main():
    rounds = int(sys.argv[1])
    commands = {name: shlex.split(text) for name, text in (arg.split("=", 1) for arg in sys.argv[2:])}
    times = {name: [] for name in commands}
    memory = dict.fromkeys(commands, 0)
    for _ in range(rounds):
        for name, command in commands.items():
            # The yardsticks take seconds; a few rounds of them are enough.
            if times[name] and sum(times[name]) > 10:
                continue
            seconds, peak = run_once(command)
            times[name].append(seconds)
            memory[name] = max(memory[name], peak)
    base = statistics.median(next(iter(times.values())))
    print(f"{'process':<24} {'runs':>5} {'median':>10} {'quartiles':>21} {'ratio':>8} {'memory':>10}")
    for name, seconds in times.items():
        low, median, high = statistics.quantiles(seconds, n=4) if len(seconds) > 1 else seconds * 3
        quartiles = f"{low * 1e3:.2f} to {high * 1e3:.2f} ms"
        print(
            f"{name:<24} {len(seconds):>5} {median * 1e3:>7.2f} ms {quartiles:>21} {median / base:>8.1f}"
            f" {memory[name] / 2**20:>6.1f} MiB"
        )


if __name__ == "__main__":
    main()
