"""The project's documents, and what of them a reader can type: blocks of SQL and sessions of the shell."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
TABLES = ROOT / "ext" / "tables" / "README.md"
FUNCTIONS = ROOT / "ext" / "functions" / "README.md"
SETTINGS = ROOT / "ext" / "SETTINGS.md"
REQUESTS = ROOT / "ext" / "REQUESTS.md"
ERRORS = ROOT / "ext" / "ERRORS.md"
EXAMPLES = ROOT / "examples" / "README.md"
INSTALLED = ROOT / "ext" / "packages" / "INSTALLED.md"
# What users are shown; their prose is wrapped.
SHOWN = (README, TABLES, TABLES.with_name("ACCOUNTS_AND_DATES.md"), FUNCTIONS, SETTINGS, REQUESTS, ERRORS, EXAMPLES,
         INSTALLED, ROOT / "ext" / "LIMITATIONS.md", ROOT / "tests" / "README.md",
         *(ROOT / ".github" / name for name in ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")))
PROMPTS = ("sqlite> ", "   ...> ")
# A session whose answers stand below all that is typed.
SESSION = re.compile(r"```console\n((?:(?:sqlite> |   \.\.\.> ).*\n)+)((?:(?!```).*\n)*?)```\n")


def is_ours(path):
    parts = path.relative_to(ROOT).parts
    return "node_modules" not in parts and ".git" not in parts and not parts[0].startswith("build")


def all_documents():
    return sorted(file for file in ROOT.rglob("*.md") if is_ours(file))


def blocks(file, language):
    return re.findall(rf"```{language}\n(.*?)```", file.read_text(), re.DOTALL)


def typed(session):
    """What is typed, without the prompts."""
    return "".join(line[len(PROMPTS[0]):] + "\n" for line in session.split("\n") if line.startswith(PROMPTS))


def printed(session):
    return "".join(line + "\n" for line in session.split("\n")[:-1] if not line.startswith(PROMPTS))


def prose(text):
    """The lines that are neither code, nor a row of a table, nor written by programs."""
    by_hand = re.sub(r"```.*?```|<!-- \w+: .*?<!-- end of \w+ -->", "", text, flags=re.DOTALL)
    return [line for line in by_hand.split("\n") if not line.startswith("|")]


def without_code(text):
    return re.sub(r"`[^`\n]*`", "", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def anchors(file):
    """Of its headings, as they are made from them on the project's page."""
    headings = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", file.read_text(), flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)).lower().replace(" ", "-")
            for heading in headings}


def links(file):
    """Targets within the project: the file or folder, and the anchor or ''."""
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(file.read_text())):
        if "://" not in target:
            path, _, anchor = target.partition("#")
            yield (file.parent / path).resolve() if path else file, anchor
