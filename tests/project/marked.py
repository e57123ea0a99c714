"""Parts of the README that programs write, between two marks."""

import pathlib

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"


def between(begin, end):
    return README.read_text().split(begin)[1].split(end)[0]


def put_between(begin, end, text):
    before, rest = README.read_text().split(begin)
    README.write_text(before + begin + text + end + rest.split(end)[1])
