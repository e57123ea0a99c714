"""The npm package, installed into an empty folder, in every host that loads extensions.

CF_BILLING_PACKAGES_HOSTS is the folder whose node_modules has the hosts; what is missing there is
installed.
"""

import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import tempfile

from package_case import VERSION, PackageCase, main, npm_packages, run, support

FILES = pathlib.Path(__file__).parent / "hosts"
HOSTS = pathlib.Path(os.environ["CF_BILLING_PACKAGES_HOSTS"])
MODULES = HOSTS / "node_modules"

ARM = platform.machine() == "aarch64"
CPU = "arm64" if ARM else "x64"
NODE_PACKAGE = f"node-linux-{CPU}"
BUN_PACKAGE = "@oven/bun-linux-" + ("aarch64" if ARM else "x64")
DENO_PACKAGE = f"@deno/linux-{CPU}-glibc"
VERSIONS = {NODE_PACKAGE: "26.10.0", BUN_PACKAGE: "1.4.5", DENO_PACKAGE: "2.9.6",
            "better-sqlite3": "13.2.0", "libsql": "0.5.29", "typescript": "7.0.2",
            "@types/node": "26"}
NODE = str(MODULES / NODE_PACKAGE / "bin" / "node")
BUN = str(MODULES / BUN_PACKAGE / "bin" / "bun")
DENO = str(MODULES / DENO_PACKAGE / "deno")


def npm_install(folder, *options):
    manifest = folder / "package.json"
    if not manifest.exists():
        manifest.write_text('{"private": true}\n')
    # No program of a package's own is run: all these are complete as they come.
    run("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *options,
        cwd=folder)


class NpmTest(PackageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        HOSTS.mkdir(parents=True, exist_ok=True)
        missing = [f"{name}@{version}" for name, version in VERSIONS.items()
                   if not (MODULES / name).exists()]
        if missing:
            npm_install(HOSTS, *missing)
        npm_install(cls.place, "--offline", *npm_packages())
        for file in ("query.mjs", "types.mts"):
            shutil.copy(FILES / file, cls.place)

    def assert_host_works(self, *command):
        self.assert_works("env", f"CF_BILLING_PACKAGES_HOSTS={HOSTS}", *command, cwd=self.place)

    def test_node_sqlite(self):
        self.assert_host_works(NODE, "query.mjs", "import", "node:sqlite")

    def test_better_sqlite3(self):
        self.assert_host_works(NODE, "query.mjs", "require", "better-sqlite3")

    def test_libsql(self):
        self.assert_host_works(NODE, "query.mjs", "import", "libsql")

    def test_bun(self):
        self.assert_host_works(BUN, "query.mjs", "import", "bun:sqlite")

    def test_deno(self):
        self.assert_host_works(DENO, "run", "--allow-all", "query.mjs", "import", "node:sqlite")

    def test_deno_with_commonjs(self):
        self.assert_host_works(DENO, "run", "--allow-all", "query.mjs", "require", "node:sqlite")

    def test_typescript_knows_it(self):
        run(NODE, str(MODULES / "typescript" / "bin" / "tsc"), "--noEmit", "--strict", "--module",
            "nodenext", "--typeRoots", str(MODULES / "@types"), "--types", "node", "types.mts",
            cwd=self.place)

    def test_manifest_says_where_it_runs(self):
        name = f"cf-billing-linux-{CPU}"
        manifest = json.loads((self.place / "node_modules" / name / "package.json").read_text())
        self.assertEqual((VERSION, ["linux"], [CPU], ["glibc"]),
                         tuple(manifest[key] for key in ("version", "os", "cpu", "libc")))
        chosen = json.loads((self.place / "node_modules/cf-billing/package.json").read_text())
        self.assertEqual(VERSION, chosen["optionalDependencies"][name])

    def test_without_the_platforms_package_an_error_names_it(self):
        alone = pathlib.Path(tempfile.mkdtemp(dir=support.scratch_folder()))
        npm_install(alone, "--offline", "--omit=optional", npm_packages()[0])
        shutil.copy(FILES / "query.mjs", alone)
        done = subprocess.run([NODE, "query.mjs", "import", "node:sqlite", "SELECT 1"], cwd=alone, check=False,
                              capture_output=True, text=True)
        self.assertEqual((1, f"cf-billing: the package cf-billing-linux-{CPU}, which has the module, is not "
                             "installed\n"), (done.returncode, done.stderr))

    def test_nothing_of_nodes_libraries_is_bound(self):
        # Node exports its own OpenSSL, nghttp2 and zlib, and comes before every library.
        log = self.place / "bindings"
        environment = support.child_environment(
            LD_DEBUG="bindings", LD_DEBUG_OUTPUT=str(log), CLOUDFLARE_API_TOKEN=support.TOKEN,
            CLOUDFLARE_BASE_URL=self.front.base_url, SSL_CERT_FILE=self.front.authority)
        run(NODE, "query.mjs", "import", "node:sqlite", "SELECT count(*) FROM cf_accounts",
            cwd=self.place, env=environment)
        (log,) = self.place.glob("bindings.*")
        bound = re.findall(r"binding file \S*/cf_billing\.so \[\d+\] to (\S+) \[\d+\]: "
                           r"\w+ symbol `(\w+)'", log.read_text(errors="replace"))
        elsewhere = {symbol for file, symbol in bound if not re.search(r"/(lib[cm]|ld-linux\S*)\.so", file)}
        (libc,) = {file for file, _ in bound if "/libc.so" in file}
        provided = {re.sub("@.*", "", line.split()[-1])
                    for line in run("nm", "-D", "--defined-only", libc).splitlines()}
        self.assertGreater(len(bound), 100)
        self.assertLessEqual(elsewhere, provided | {"sqlite3_cfbilling_init", "sqlite3_extension_init"})


if __name__ == "__main__":
    main()
