"""Ways in which a server may spell what it echoes."""

import base64
import json
import urllib.parse


def percent(text):
    return "".join(f"%{byte:02X}" for byte in text.encode())


def in_json(text):
    return "".join(f"\\u{ord(letter):04x}" for letter in text)


# What stands before a secret decides how base64 writes it.
SPELLINGS = {
    "as it is": str, "capitals": str.upper, "small": str.lower,
    "percent": percent, "percent small": lambda text: percent(text).lower(),
    "percent in part": lambda text: percent(text[:2]) + urllib.parse.quote(text[2:], safe=""),
    "escaped": in_json, "escaped in part": lambda text: text[:3] + in_json(text[3:]),
    "HTML": lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    "HTML in hex": lambda text: "".join(f"&#x{ord(letter):X};" for letter in text),
    "hex": lambda text: text.encode().hex(), "hex capitals": lambda text: text.encode().hex().upper(),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 behind one": lambda text: base64.b64encode(b"\xff" + text.encode()).decode(),
    "base64 behind two": lambda text: base64.b64encode(b"u:" + text.encode() + b"?>~").decode(),
    "base64 of URLs": lambda text: base64.urlsafe_b64encode(text.encode() + b"\xfb\xff").decode(),
    "Bearer": lambda text: "Bearer " + text, "as a word's part": lambda text: f"x{text}y{text}",
}


def parts(secret):
    """The whole, and parts of the least length and more; of an e-mail address only the whole."""
    if "@" in secret:
        return [secret]
    middle = len(secret) // 2
    return [secret, secret[:8], secret[middle - 4:middle + 4], secret[-8:], secret[1:1 + max(middle, 8)]]


def in_string(spelled):
    """As a string of JSON. One that is escaped already stays so."""
    return f'"{spelled}"' if "\\u" in spelled else json.dumps(spelled)
