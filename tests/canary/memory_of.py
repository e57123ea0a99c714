"""The memory of a running child process, and what of a secret is in it."""

import re
from dataclasses import dataclass

from canary.canaries import in_base64

MAPPING = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)$")
PART = 12
NEARBY = 40


@dataclass(frozen=True)
class Copy:
    mapping: str
    address: int
    encoding: str
    before: bytes
    content: bytes

    def __str__(self):
        return f"{self.encoding} at {self.address:x} in {self.mapping}: …{self.before + self.content!r}…"


def mappings(process):
    """What can be written to: the name and the bytes of each."""
    with open(f"/proc/{process}/maps", encoding="utf-8") as maps:
        lines = [MAPPING.match(line.rstrip("\n")) for line in maps]
    with open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
        for line in lines:
            start, end = int(line[1], 16), int(line[2], 16)
            if not line[3].startswith("rw") or line[4].startswith(("[vvar", "/dev/")):
                continue
            memory.seek(start)
            try:
                yield line[4] or "anonymous memory", start, memory.read(end - start)
            except OSError:  # A guard page.
                continue


def copies(process, secret):
    """Every place of the secret or its base64, or of a part of PART characters, each once; of an e-mail
    address only the whole. A copy begins where the whole begins or would begin."""
    plain = secret.encode()
    size = len(plain) if "@" in secret else PART
    sought = [("base64", 0, in_base64(plain, before)) for before in range(3)]
    sought += [("plain", offset, plain[offset:offset + size]) for offset in range(0, len(plain) - size + 1, size)]
    found = {}
    for name, start, content in mappings(process):
        for encoding, offset, text in sought:
            at = content.find(text)
            while at >= 0:
                begin = max(at - offset, 0)
                found.setdefault(start + begin, Copy(name, start + begin, encoding, content[
                    max(begin - NEARBY, 0):begin], content[begin:begin + len(plain) + NEARBY]))
                at = content.find(text, at + 1)
    return list(found.values())
