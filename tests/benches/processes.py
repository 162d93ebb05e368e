#!/usr/bin/env python3
"""Times whole processes side by side and prints a table.

Every command runs in turn, round by round, so that a slow moment of the machine hits all of them. Printed are the
median, the quartiles, the ratio to the first command, and the peak memory of one run. Memory is taken by GNU time where
it is there: a child of this process would count the memory of Python, which it starts as a copy of.

usage: processes.py ROUNDS NAME=COMMAND...
"""

import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time


def run_once(command):
    """Runs a command and returns how many seconds it took."""
    start = time.perf_counter()
    result = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    seconds = time.perf_counter() - start
    if result.returncode != 0:
        sys.exit(f"{shlex.join(command)} ended with {result.returncode}")
    return seconds


def peak_memory(command):
    """Returns the peak resident memory of a command in words."""
    gnu_time = shutil.which("time")
    if gnu_time is None:
        return "unknown"
    with tempfile.NamedTemporaryFile("r") as report:
        subprocess.run(
            [gnu_time, "-f", "%M", "-o", report.name, *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        return f"{int(report.read()) / 1024:.1f} MiB"


def main():
    rounds = int(sys.argv[1])
    commands = {name: shlex.split(text) for name, text in (arg.split("=", 1) for arg in sys.argv[2:])}
    times = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            # The yardsticks take seconds; a few rounds of them are enough.
            if sum(times[name]) < 10:
                times[name].append(run_once(command))
    base = statistics.median(next(iter(times.values())))
    print(f"{'process':<24} {'runs':>5} {'median':>11} {'quartiles':>24} {'ratio':>8} {'memory':>10}")
    for name, seconds in times.items():
        low, median, high = statistics.quantiles(seconds, n=4) if len(seconds) > 1 else seconds * 3
        quartiles = f"{low * 1e3:.2f} to {high * 1e3:.2f} ms"
        memory = peak_memory(commands[name])
        print(
            f"{name:<24} {len(seconds):>5} {median * 1e3:>8.2f} ms {quartiles:>24} {median / base:>8.1f} {memory:>10}"
        )


if __name__ == "__main__":
    main()
