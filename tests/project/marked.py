"""Parts of README files that programs write, between two marks."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = ROOT / "README.md"


def between(begin, end, file=README):
    return file.read_text().split(begin)[1].split(end, 1)[0]


def put_between(begin, end, text, file=README):
    before, rest = file.read_text().split(begin)
    file.write_text(before + begin + text + end + rest.split(end, 1)[1])
