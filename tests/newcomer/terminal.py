"""A terminal in another root: types lines at a prompt, and prints what came and how long it took."""

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time

PROMPT = ">>> "
SQL_PROMPTS = r"(?:sqlite> |   \.\.\.> )"
COLUMNS = 100


class Terminal:
    def __init__(self, root, **environment):
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.chroot(root)
            os.chdir("/root")
            os.execve("/bin/bash", ["bash", "--norc", "--noprofile", "-i"], {
                "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root",
                "TERM": "dumb", "LANG": "C.UTF-8", **environment})
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
        self.type(f"PS1='{PROMPT}'", shown=False)

    def read_until(self, prompts, seconds):
        end, text = time.monotonic() + seconds, ""
        while time.monotonic() < end:
            # What looks like a prompt is one if nothing follows it.
            quiet = 0.2 if re.search(f"(?:{prompts})$", text) else 1
            if select.select([self.file], [], [], quiet)[0]:
                try:
                    text += os.read(self.file, 65536).decode("utf-8", "replace")
                except OSError:  # What is on its other side has ended.
                    break
            elif quiet < 1:
                return text.replace("\r", "")
        raise RuntimeError(f"no prompt after {seconds} seconds:\n{text}")

    def type(self, line, prompts=PROMPT, seconds=1800, shown=True):
        """What came, without the prompt, and the seconds it took."""
        begin = time.monotonic()
        os.write(self.file, line.encode() + b"\n")
        text = self.read_until(f"{prompts}|{PROMPT}", seconds)
        took = time.monotonic() - begin
        if shown:
            sys.stdout.write(f"{text}\n  [{took:.1f} s]\n")
            sys.stdout.flush()
        return text, took

    def run(self, line, statuses=(0,), **options):
        """A line at the shell's prompt, whose exit status is looked at."""
        text, took = self.type(line, **options)
        status = int(re.findall(r"^(\d+)$", self.type("echo $?", shown=False)[0], re.MULTILINE)[-1])
        if status not in statuses:
            raise RuntimeError(f"exit status {status}: {line}")
        return text, took

    def ask(self, lines):
        """Lines at SQLite's prompt, where an error is one."""
        seconds = 0
        for line in lines:
            text, took = self.type(line, SQL_PROMPTS)
            seconds += took
            if re.search(r"^\S* ?[Ee]rror", text, re.MULTILINE):
                raise RuntimeError(f"an error: {line}")
        return text, seconds

    def stop(self):
        os.close(self.file)
        os.waitpid(self.process, 0)
