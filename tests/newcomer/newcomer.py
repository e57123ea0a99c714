"""What the README says, typed line by line: newcomer.py ROOT [--packages]; see run.sh."""

import pathlib
import re
import sys

import terminal

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests" / "project"))
import documents  # noqa: E402

SECONDS_TO_THE_FIRST_ANSWER = 120
# What alert.sh ends with: something is told, and not all could be looked at.
STATUSES = {"alert": (0, 1, 2)}


def section(file, title):
    return file.read_text(encoding="utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]


def shell_lines(text):
    """Of all its blocks, without what is said behind them."""
    return [re.sub(r" +# .*", "", line) for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
            for line in block.splitlines()]


def sessions(text):
    return [documents.typed(typed).splitlines() for typed, _ in documents.SESSION.findall(text)]


def run_lines(shell, lines):
    """The month is one that the archive has, whatever it was in the document."""
    for line in lines:
        which = next((name for name in STATUSES if re.search(rf"\b{name}\b", line)), None)
        shell.run(re.sub(r"\b20\d\d-\d\d\b", "$(date -d '-1 month' +%Y-%m)", line), STATUSES.get(which, (0,)))


def type_clients(shell, prompt, refused):
    """What rebill says of clients that are missing, typed as it says it."""
    shell.type(prompt, terminal.SQL_PROMPTS)
    shell.ask(line.strip().replace("the id of an account", "023e105f4ecef8ad9ca31a8372d0c353")
              for line in re.findall(r"^  INSERT INTO .*;$", refused, re.MULTILINE))
    shell.run(".quit")


def from_the_source(shell):
    readme = documents.README
    shell.run("cd cf_billing")
    _, build = shell.run("sh examples/prepare.sh")
    (line,) = shell_lines(section(readme, "Try it"))
    _, opened = shell.type(line, terminal.SQL_PROMPTS)
    first, *others = sessions(section(readme, "Try it")) + sessions(section(readme, "Five questions"))
    _, answered = shell.ask(first)
    for session in others:
        shell.ask(session)
    shell.run(".quit")
    lines = shell_lines(section(readme, "One line each"))
    archive, *lines, prompt = lines
    (fill,) = re.findall(r"`(sh examples/sandbox-archive.sh .*?)`", section(readme, "One line each"))
    # Without a token the first line says what it needs.
    shell.run(archive, (1,))
    shell.run(fill)
    refused, _ = shell.run("sh examples/rebill.sh --archive billing.db $(date -d '-1 month' +%Y-%m)", (1,))
    type_clients(shell, prompt, refused)
    run_lines(shell, lines)
    # With one: that of a sandbox in the place of Cloudflare.
    shell.run("build/cf_sandbox --port-file port >environment & while [ ! -s port ]; do sleep 1; done")
    shell.run("export $(cat environment)")
    ask, export, prompt = shell_lines(section(readme, "Your own account"))
    shell.type(ask, "API token: ")
    shell.run("$CLOUDFLARE_API_TOKEN")
    shell.run("export $(cat environment)")  # What was typed is no token.
    shell.run(export.replace("…", "023e105f4ecef8ad9ca31a8372d0c353"))
    shell.type(prompt, terminal.SQL_PROMPTS)
    shell.ask(["SELECT month, cost, currency FROM cf_month_to_date;"])
    shell.run(".quit")
    shell.run(archive.replace("billing.db", "new.db"))
    shell.type("kill %1")
    print(f"The build took {build:.0f} seconds, the first answer {opened + answered:.0f} after it.")
    return opened + answered <= SECONDS_TO_THE_FIRST_ANSWER


def from_the_package(shell):
    shell.run("apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq ./libsqlite3-mod-cf-billing_*.deb")
    # In any folder.
    shell.run("mkdir /elsewhere && cd /elsewhere")
    shell.type("sqlite3", terminal.SQL_PROMPTS)
    shell.ask([".load cf_billing"])
    for session in sessions(section(documents.INSTALLED, "Ask")):
        shell.ask(session)
    shell.run(".quit")
    archive, *lines = shell_lines(section(documents.INSTALLED, "One line each"))
    # Without a token the first line says what it needs.
    shell.run(archive, (1,))
    for line in lines:
        shell.run(" ".join(line.split()[:2]) + " --help")
    shell.run("cp /root/billing.db .")
    refused, _ = shell.run("cf-billing rebill --archive billing.db $(date -d '-1 month' +%Y-%m)", (1,))
    type_clients(shell, "cf-billing sql billing.db", refused)
    shell.run("DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm >/dev/null")
    run_lines(shell, lines)
    return True


def main():
    root, *packages = sys.argv[1:]
    authorities = {"NODE_EXTRA_CA_CERTS": "/etc/own-authorities.crt"}
    shell = terminal.Terminal(root, **(authorities if (pathlib.Path(root) / "etc/own-authorities.crt").exists() else {}))
    try:
        done = (from_the_package if packages else from_the_source)(shell)
    except RuntimeError as error:
        print(f"\nnewcomer: {error}", file=sys.stderr)
        done = False
    shell.stop()
    sys.exit(0 if done else 1)


main()
