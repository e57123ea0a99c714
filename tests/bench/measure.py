"""Runs command lines beside each other and tells what they took."""

import os
import shlex
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sql"))

import support  # noqa: E402

__all__ = ["Run", "Side", "alternate", "median_of", "median_ratio", "shell", "support"]

SERVER_NAMES = ("CLOUDFLARE_BASE_URL", "CLOUDFLARE_API_TOKEN")


class Run:
    """Seconds of wall time and of CPU time, the most memory of any of the programs in MiB, how
    many requests were made, what the last program printed."""

    def __init__(self, seconds, cpu, mib, requests, output):
        self.seconds, self.cpu, self.mib = seconds, cpu, mib
        self.requests, self.output = requests, output


class Side:
    """One way to get at a result: command lines one after the other, the last one prints it.

    `server` has forget_requests() and requests(), of which there should be `requests`.
    """

    def __init__(self, name, server, *commands, environment=None, requests=None):
        self.name, self.server, self.commands, self.requests = name, server, commands, requests
        self.environment = support.child_environment(**(environment or {}))

    def run(self):
        self.server.forget_requests()
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
        requests = len(self.server.requests())
        if self.requests not in (None, requests):
            sys.exit(f"{self.name}: {requests} requests, not {self.requests}")
        return Run(seconds, cpu, peak / 1024, requests, output)

    def run_under(self, prefix):
        """Once, with another program in front of each command, such as a profiler."""
        for command in self.commands:
            subprocess.run([*prefix, *command], env=self.environment, check=True)

    def typed(self):
        """What to type for the same."""
        given = [f"{name}={self.environment[name]}" for name in SERVER_NAMES
                 if name in self.environment]  # fmt: skip
        return " ".join([*given, " && ".join(" ".join(map(quoted, each)) for each in self.commands)])


def shell(name, server, base_url, *statements, requests=None, **settings):
    """The sqlite3 shell with the extension."""
    command = [support.SHELL, "-batch", "-bail", "-cmd", f".load {support.EXTENSION}", ":memory:"]
    set_all = "".join(f"SELECT cf_config('{key}', {value});" for key, value in settings.items())
    # What cf_config() answers is none of the result.
    quietly = [".output /dev/null", set_all, ".output stdout"] if set_all else []
    environment = dict(zip(SERVER_NAMES, (base_url, support.TOKEN)))
    return Side(
        name,
        server,
        [*command, *quietly, *statements],
        environment=environment,
        requests=requests,
    )


def quoted(word):
    """For the shell; SQL, which has single quotes, in double ones."""
    if "'" in word and not any(sign in word for sign in '"$`\\!'):
        return f'"{word}"'
    return shlex.quote(word)


def alternate(sides, times):
    """Runs of each side, taken in turn: what else the machine does then strikes all alike."""
    runs = [[] for _ in sides]
    for _ in range(times):
        for side, found in zip(sides, runs):
            found.append(side.run())
    return runs


def median_of(runs, what):
    return statistics.median(getattr(run, what) for run in runs)


def median_ratio(ours, others, what):
    """Of the pairs, which ran one after the other, not of the medians."""
    return statistics.median(
        getattr(one, what) / max(getattr(other, what), 0.01) for one, other in zip(ours, others)
    )
