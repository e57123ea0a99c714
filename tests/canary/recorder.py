"""Records what tests execute and what comes out of it: the statements; their rows, names of columns and
errors; what child processes print; the files that are written, SQLite's temporary ones among them.

tests/sql/support.py starts it where CF_BILLING_CANARY names a folder. A record is a mark that says which
statement it belongs to, and the bytes that came out. The same bytes are recorded once, and counted as
often as they come.
"""

import atexit
import hashlib
import json
import os
import sqlite3
import subprocess
import threading
import unittest

from canary.canaries import FOLDER

OUTPUT, STATEMENTS, TESTS, BYTES = ".output", ".statements", ".tests", ".bytes"
MARK, MARK_END, BETWEEN = b"\n\x02record ", b"\x03", b"\x1f"
FLUSH_AT = 1 << 16


class Recorder:
    def __init__(self, folder, not_recorded):
        self.folder = os.path.join(folder, "records")
        os.makedirs(self.folder, exist_ok=True)
        # Programs that are asked to say a credential.
        self.not_recorded = not_recorded
        self.statement, self.test = 0, ""
        self._lock = threading.Lock()
        self._buffers, self._seen, self._bytes = {}, set(), 0

    def _write(self, ending, data):
        with self._lock:
            buffer = self._buffers.setdefault(ending, bytearray())
            buffer += data
            if len(buffer) >= FLUSH_AT:
                self._flush(ending)

    def _flush(self, ending):
        # By process: a child that is forked goes on in a file of its own.
        with open(os.path.join(self.folder, f"{os.getpid()}{ending}"), "ab") as file:
            file.write(self._buffers.pop(ending, b""))

    def flush(self):
        self._write(BYTES, f"{self._bytes}\n".encode())
        self._bytes = 0
        with self._lock:
            for ending in list(self._buffers):
                self._flush(ending)

    def asked(self, sql):
        self.statement += 1
        line = {"number": self.statement, "test": self.test, "sql": sql}
        self._write(STATEMENTS, json.dumps(line).encode() + b"\n")

    def came_out(self, kind, *values):
        text = BETWEEN.join(bytes_of(value) for value in values)
        self._bytes += len(text)
        digest = hashlib.blake2b(text, digest_size=8).digest()
        if digest in self._seen:
            return
        self._seen.add(digest)
        self._write(OUTPUT, MARK + f"{self.statement} {kind}".encode() + MARK_END + text)

    def begins(self, test):
        self.test = test
        self._write(TESTS, test.encode() + b"\n")
        # What comes out now is of this test, and not of the statement before it.
        self.asked("")

    def file(self, path, kind="file"):
        """What is in it now."""
        try:
            with open(path, "rb") as file:
                content = file.read()
        except OSError:  # A socket; or gone meanwhile.
            return
        self.came_out(f"{kind} {os.path.basename(path)}", content)

    def temporary_files(self):
        """SQLite removes a temporary file's name as soon as it is open."""
        for number in os.listdir("/proc/self/fd"):
            path = f"/proc/self/fd/{number}"
            try:
                if "/etilqs_" not in os.readlink(path):
                    continue
                told = os.stat(path)
            except OSError:
                continue
            # One may stay open for long.
            state = (told.st_ino, told.st_size, told.st_mtime_ns)
            if state not in self._seen:
                self._seen.add(state)
                self.file(path, "temporary file")


def bytes_of(value):
    if isinstance(value, bytes):
        return value
    return str(value).encode("utf-8", "surrogateescape")


def _recording_cursor(recorder):
    class RecordingCursor(sqlite3.Cursor):
        _is_first = False

        def _recorded(self, call, *arguments):
            try:
                return call(*arguments)
            except sqlite3.Error as error:
                recorder.came_out("error", error)
                raise

        def _begin(self, call, sql, *arguments):
            recorder.asked(sql)
            self._is_first = True
            made = self._recorded(call, sql, *arguments)
            recorder.temporary_files()
            # The text of an expression without a name is its column's.
            recorder.came_out("columns", *(each[0] for each in self.description or ()
                                           if each[0] not in sql))
            return made

        def _row(self, row):
            recorder.came_out("row", *row)
            if self._is_first:
                self._is_first = False
                recorder.temporary_files()
            return row

        def execute(self, sql, *arguments):
            return self._begin(super().execute, sql, *arguments)

        def executemany(self, sql, *arguments):
            return self._begin(super().executemany, sql, *arguments)

        def executescript(self, sql):
            return self._begin(super().executescript, sql)

        def __next__(self):
            return self._row(self._recorded(super().__next__))

        def fetchone(self):
            row = self._recorded(super().fetchone)
            return None if row is None else self._row(row)

        def fetchmany(self, *arguments, **named):
            return [self._row(row) for row in self._recorded(lambda: super(
                RecordingCursor, self).fetchmany(*arguments, **named))]

        def fetchall(self):
            return [self._row(row) for row in self._recorded(super().fetchall)]

    return RecordingCursor


def _record_sqlite(recorder):
    cursor_class = _recording_cursor(recorder)

    class RecordingConnection(sqlite3.Connection):
        def cursor(self, factory=cursor_class):
            return super().cursor(factory)

        # Some versions of Python make a cursor of their own for these.
        def execute(self, *arguments):
            return self.cursor().execute(*arguments)

        def executemany(self, *arguments):
            return self.cursor().executemany(*arguments)

        def executescript(self, *arguments):
            return self.cursor().executescript(*arguments)

    connect = sqlite3.connect

    def recorded_connect(*arguments, **named):
        db = connect(*arguments, **{"factory": RecordingConnection, **named})
        try:
            # What is sorted then goes through a file.
            sqlite3.Connection.cursor(db).execute("PRAGMA cache_size = 1")
        except sqlite3.Error:  # Somebody else has it locked.
            pass
        return db

    sqlite3.connect = recorded_connect


def _record_children(recorder):
    class RecordingPopen(subprocess.Popen):
        def __init__(self, arguments, *more, **named):
            self._is_recorded = arguments[0] not in recorder.not_recorded
            if self._is_recorded and os.path.basename(arguments[0]).startswith("sqlite3"):
                for argument in arguments[1:]:
                    if sqlite3.complete_statement(argument + ";") and " " in argument:
                        recorder.asked(argument)
            super().__init__(arguments, *more, **named)

        def communicate(self, input=None, timeout=None):  # pylint: disable=redefined-builtin
            for line in str(input or "").splitlines():
                recorder.asked(line)
            printed = super().communicate(input, timeout)
            if self._is_recorded:
                recorder.came_out("printed", *(text for text in printed if text))
            return printed

    subprocess.Popen = RecordingPopen


def _record_removals(recorder, folder):
    """What a test removes it has written; so does whoever removes its folder, file by file."""
    unlink = os.unlink

    def recorded_unlink(path, *, dir_fd=None):
        place = os.readlink(f"/proc/self/fd/{dir_fd}") if dir_fd is not None else ""
        full = os.path.join(place, os.fsdecode(path))
        if full.startswith(folder) and os.path.isfile(full):
            recorder.file(full)
        return unlink(path, dir_fd=dir_fd)

    os.unlink = os.remove = recorded_unlink


def start(not_recorded):
    """Begins to record, for as long as this process runs."""
    folder = os.environ[FOLDER]
    recorder = Recorder(folder, not_recorded)
    _record_sqlite(recorder)
    _record_children(recorder)
    _record_removals(recorder, folder)

    run = unittest.TestCase.run

    def recorded_run(self, result=None):
        recorder.begins(self.id())
        return run(self, result)

    unittest.TestCase.run = recorded_run
    os.register_at_fork(before=recorder.flush)
    atexit.register(recorder.flush)
    leave = os._exit

    def recorded_exit(code):
        recorder.flush()
        leave(code)

    os._exit = recorded_exit
    return recorder
