"""Completes a sqlpkg.json with what only a build knows: sqlpkg.py SPEC MODULE FOLDER

Writes FOLDER/sqlpkg.json: SPEC, the tables and functions that MODULE brings, and the archives in FOLDER
with their checksums.
"""

import hashlib
import json
import pathlib
import sqlite3
import sys


# sqlpkg's name of a platform, by the end of the archive's.
PLATFORMS = {"linux-x86_64.tar.gz": "linux-amd64", "linux-aarch64.tar.gz": "linux-arm64",
             "windows-x86_64.zip": "windows-amd64"}


def symbols(module):
    """What a connection has with the module and did not have before."""
    names = "SELECT name FROM pragma_module_list UNION SELECT name FROM pragma_function_list"
    db = sqlite3.connect(":memory:")
    before = set(db.execute(names))
    db.enable_load_extension(True)
    db.load_extension(module)
    return sorted(name for (name,) in set(db.execute(names)) - before)


def main(spec_file, module, folder):
    spec = json.loads(pathlib.Path(spec_file).read_text(encoding="utf-8"))
    folder = pathlib.Path(folder)
    spec["symbols"] = symbols(module)
    spec["assets"]["files"] = {
        platform: path.name for end, platform in PLATFORMS.items() for path in folder.glob(f"*-{end}")}
    spec["assets"]["checksums"] = {
        name: "sha256-" + hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in spec["assets"]["files"].values()}
    (folder / "sqlpkg.json").write_text(json.dumps(spec, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
