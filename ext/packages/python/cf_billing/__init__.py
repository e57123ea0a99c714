"""Cloudflare billing as SQL tables: a loadable SQLite extension, and what loads it."""

import os
from typing import Any

__all__ = ["load", "loadable_path"]


def loadable_path() -> str:
    """The path of the extension, for hosts with other ways of loading one."""
    name = "cf_billing.dll" if os.name == "nt" else "cf_billing.so"
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), name)


def load(connection: Any) -> None:
    """Loads the extension into a connection of sqlite3 or apsw.

    Whether SQL may load extensions is afterwards as it was.
    """
    if hasattr(connection, "enable_load_extension"):
        enable, load_extension = connection.enable_load_extension, connection.load_extension
    elif hasattr(connection, "enableloadextension"):
        enable, load_extension = connection.enableloadextension, connection.loadextension
    else:
        raise RuntimeError("this connection cannot load extensions: Python's sqlite3 was built "
                           "without; apsw or another Python can")
    was_enabled = _is_enabled(connection)
    enable(True)
    try:
        load_extension(loadable_path())
    finally:
        enable(was_enabled)


def _is_enabled(connection: Any) -> bool:
    try:
        # Loads nothing, and fails where loading is not enabled.
        connection.cursor().execute("SELECT load_extension(NULL)").fetchall()
    except Exception:  # pylint: disable=broad-except  # Of sqlite3 or apsw: neither need be there.
        return False
    return True
