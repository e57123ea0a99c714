"""A host that leaves no copy of a credential itself: it calls SQLite's C interface, and the text that
it binds is the buffer that it read into, which it overwrites.

    forgetful_host.py FUNCTION BASE_URL CA_FILE SETTING:LENGTH…

FUNCTION of two arguments is called with the name of each setting and the credential, which comes on
stdin and has that length; cf_config is the extension's, and then tables are read as well. Between the
steps it says `ready` and waits for a line, so that its memory can be looked at.
"""

import ctypes
import os
import sys

ROW, DONE = 100, 101
sqlite = ctypes.CDLL("libsqlite3.so.0")
for name in ("open", "prepare_v2", "bind_text", "load_extension", "enable_load_extension", "close"):
    getattr(sqlite, "sqlite3_" + name).restype = ctypes.c_int
sqlite.sqlite3_errmsg.restype = ctypes.c_char_p


def check(code, expected=0):
    if code != expected:
        raise RuntimeError(sqlite.sqlite3_errmsg(db).decode())


def run(sql, *texts):
    """Texts end with NUL, and are SQLite's to read until the statement ends: it makes no copy."""
    statement = ctypes.c_void_p()
    check(sqlite.sqlite3_prepare_v2(db, sql, -1, ctypes.byref(statement), None))
    for number, text in enumerate(texts, 1):
        check(sqlite.sqlite3_bind_text(statement, number, text, -1, None))
    code = ROW
    while code == ROW:
        code = sqlite.sqlite3_step(statement)
    sqlite.sqlite3_finalize(statement)
    return code


def pause():
    os.write(1, b"ready\n")
    os.read(0, 1)


function, base_url, ca_file, *given = (text.encode() for text in sys.argv[1:])
secrets = {}
for each in given:
    setting, _, length = each.partition(b":")
    secrets[setting] = (ctypes.c_char * 256)()
    os.readv(0, [memoryview(secrets[setting]).cast("B")[:int(length)]])

db = ctypes.c_void_p()
check(sqlite.sqlite3_open(b":memory:", ctypes.byref(db)))
if function == b"cf_config":
    sqlite.sqlite3_enable_load_extension(db, 1)
    check(sqlite.sqlite3_load_extension(db, os.environ["CF_BILLING_EXTENSION"].encode(), None, None))
    run(b"SELECT cf_config('base_url', ?)", base_url)
    run(b"SELECT cf_config('ca_file', ?)", ca_file)
for setting, secret in secrets.items():
    run(b"SELECT %s(?, ?)" % function, setting, secret)
if function == b"cf_config":
    for table in (b"cf_billing_profile", b"cf_accounts", b"cf_billing_history", b"cf_settings"):
        check(run(b"SELECT count(*) FROM " + table), DONE)
    # An error of the API.
    run(b"SELECT count(*) FROM cf_billing_profile WHERE account_id = '0123456789abcdef0123456789abcdef'")
    check(run(b"SELECT count(*) FROM cf_requests"), DONE)
pause()
for secret in secrets.values():
    ctypes.memset(secret, 0, len(secret))
check(sqlite.sqlite3_close(db))
pause()
