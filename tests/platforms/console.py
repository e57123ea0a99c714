"""A program with a terminal of its own, as a person has one: what it shows there, and keys that are pressed."""

import fcntl
import os
import pty
import re
import select
import subprocess
import termios
import time

from platform_case import support

# What conhost, wine's or Windows', tells a terminal: where to write, what to wipe. One step to the right is a blank.
STEP, SEQUENCE = re.compile(r"\x1b\[1C"), re.compile(r"\x1b\[[?0-9;]*[A-Za-z]")


def take_terminal():
    """The terminal is this process's own: keys such as Ctrl-C are for it."""
    support.end_with_parent()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    def __init__(self, command, **options):
        self._ours, theirs = pty.openpty()
        self._written = b""
        self.process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs,
                                        start_new_session=True, preexec_fn=take_terminal, **options)
        os.close(theirs)

    def press(self, keys):
        os.write(self._ours, keys)

    def read(self, seconds):
        """What came within that time; less time if the program ended."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if not select.select([self._ours], [], [], min(left, 0.1))[0]:
                if self.process.poll() is not None:
                    break
                continue
            try:
                self._written += os.read(self._ours, 65536)
            except OSError:  # How a terminal ends.
                break

    @property
    def screen(self):
        return SEQUENCE.sub("", STEP.sub(" ", self._written.decode("utf-8", "replace")))

    def end(self, seconds):
        """The program's exit code, once it has ended by itself."""
        self.read(seconds)
        return self.process.wait(1)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._ours)
