"""Runs command lines against the sandbox and tells what they took."""

import json
import os
import shlex
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sql"))

import support  # noqa: E402

__all__ = ["Run", "Side", "alternate", "hyperfine", "median_of", "shell", "support"]


class Run:
    def __init__(self, seconds, cpu, mib, requests, output):
        self.seconds, self.cpu, self.mib = seconds, cpu, mib
        self.requests, self.output = requests, output


class Side:
    """One way to get at a result: command lines one after the other, the last one prints it."""

    def __init__(self, name, *commands, environment=None):
        self.name, self.commands = name, commands
        self.environment = support.child_environment(**(environment or {}))

    def run(self, sandbox):
        sandbox.forget_requests()
        peak, cpu, output = 0, 0, ""
        told = os.path.join(support.scratch_folder(), "usage")
        begun = time.perf_counter()
        for command in self.commands:
            # A small program starts it: what this one uses would count as the child's.
            timed = ["/usr/bin/time", "-q", "-f", "%M %U %S", "-o", told, *command]
            done = subprocess.run(
                timed, env=self.environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                sys.exit(f"{self.name}: {done.stderr.strip()}")
            output = done.stdout.strip()
            with open(told, encoding="ascii") as file:
                kib, user, system = file.read().split()
            peak, cpu = max(peak, int(kib)), cpu + float(user) + float(system)
        seconds = time.perf_counter() - begun
        return Run(seconds, cpu, peak / 1024, len(sandbox.requests()), output)


def shell(name, sandbox, *statements, **settings):
    """The sqlite3 shell with the extension."""
    command = [support.SHELL, "-batch", "-bail", "-cmd", f".load {support.EXTENSION}", ":memory:"]
    set_all = "".join(f"SELECT cf_config('{key}', {value});" for key, value in settings.items())
    # What cf_config() answers is none of the result.
    quietly = [".output /dev/null", set_all, ".output stdout"] if set_all else []
    environment = {
        "CLOUDFLARE_BASE_URL": sandbox.base_url,
        "CLOUDFLARE_API_TOKEN": support.TOKEN,
    }
    return Side(name, [*command, *quietly, *statements], environment=environment)


def alternate(sandbox, sides, times):
    """Runs of each side, taken in turn: what else the machine does then strikes all alike."""
    runs = [[] for _ in sides]
    for _ in range(times):
        for side, found in zip(sides, runs):
            found.append(side.run(sandbox))
    return runs


def hyperfine(sides, times):
    """Its means and deviations, in seconds, by side: a second opinion on the time alone."""
    told = os.path.join(support.scratch_folder(), "hyperfine.json")
    command = ["hyperfine", "--style", "none", "--warmup", "1", "--runs", str(times)]
    command += ["--export-json", told]
    for side in sides:
        command.append(" && ".join(shlex.join(each) for each in side.commands))
    environment = {name: value for side in sides for name, value in side.environment.items()}
    subprocess.run(command, env=environment, capture_output=True, check=True)
    with open(told, encoding="utf-8") as file:
        return [(each["mean"], each["stddev"]) for each in json.load(file)["results"]]


def median_of(runs, what):
    return statistics.median(getattr(run, what) for run in runs)
