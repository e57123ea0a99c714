"""Finds the modules that these tests share with those in tests/sql."""

import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sql"))

import calendar_of  # noqa: E402
import oracle as expected  # noqa: E402
import support  # noqa: E402

__all__ = ["calendar_of", "expected", "support", "SQLITE_VERSION"]

SQLITE_VERSION = tuple(map(int, sqlite3.sqlite_version.split(".")))

_wanted = os.environ.get("ORACLE_SQLITE", sqlite3.sqlite_version)
if _wanted != sqlite3.sqlite_version:
    sys.exit(f"SQLite {_wanted} was to be tested, {sqlite3.sqlite_version} was loaded")
