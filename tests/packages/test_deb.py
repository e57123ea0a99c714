"""The .deb, installed by dpkg into a throwaway copy of this machine without the libraries that the
ordinary build needs."""

import os
import subprocess

from package_case import VERSION, PackageCase, main, package, run, support

NAME = "libsqlite3-mod-cf-billing"

# The machine's own root, changes to which go to memory. Only this process and those that enter its
# namespace see what is mounted, and nothing of the machine's is mounted writable: this test's
# clean-up, outside, finds an empty folder.
HOLD = """
set -eu
cd "$1"
mount -t tmpfs tmpfs .
cd "$1"
mkdir changes work root
mount -t overlay overlay -o lowerdir=/,upperdir=changes,workdir=work root
for library in curl ssl crypto nghttp2 brotlidec stdc++ gcc_s; do
  find root/usr/lib -xdev -name "lib$library.so*" -delete
done
cp "$2" root/package.deb
install -m 644 "$3" root/authority.pem
echo ready
exec cat
"""


class DebTest(PackageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Whoever is not root is root of a namespace of users.
        as_root, entering = [], ["--mount"]
        if os.geteuid() != 0:
            as_root, entering = ["--map-root-user"], ["--mount", "--user", "--preserve-credentials"]
        holder = subprocess.Popen(
            ["unshare", "--mount", *as_root, "sh", "-c", HOLD, "sh", str(cls.place),
             str(package("*.deb")), cls.front.authority],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            preexec_fn=support.end_with_parent)
        cls.addClassCleanup(holder.communicate)
        if holder.stdout.readline() != "ready\n":
            raise RuntimeError("no throwaway root: mounting an overlay failed")
        cls.enter = ["nsenter", "--target", str(holder.pid), *entering, "chroot",
                     str(cls.place / "root")]
        cls.front.authority = "/authority.pem"  # Where it lies inside.

    def in_root(self, *command):
        return run(*self.enter, *command)

    def test_installed_it_works_by_name_and_removed_it_is_gone(self):
        self.in_root("dpkg", "--install", "/package.deb")
        self.assertEqual(VERSION, self.in_root("dpkg-query", "-W", "-f", "${Version}", NAME))
        shell = [*self.enter, "sqlite3", ":memory:"]
        self.assert_works(*shell, "-cmd", ".load cf_billing")
        self.assertEqual(VERSION, run(*shell, "SELECT load_extension('cf_billing')",
                                      "SELECT cf_version()").strip())
        files = self.in_root("dpkg", "--listfiles", NAME).split()
        for file in ("README.md", "changelog.gz", "copyright"):
            self.assertIn(f"/usr/share/doc/{NAME}/{file}", files)
        self.in_root("dpkg", "--purge", NAME)
        self.assertNotIn("cf_billing", self.in_root("find", "/usr/lib", "-name", "cf_billing*"))

    def test_the_scripts_work_by_one_command(self):
        self.in_root("dpkg", "--install", "/package.deb")
        environment = support.child_environment(CLOUDFLARE_BASE_URL=self.sandbox.base_url,
                                                CLOUDFLARE_API_TOKEN=support.TOKEN)
        command = [*self.enter, "cf-billing"]
        self.assertIn("status=0", run(*command, "archive", "/billing.db", env=environment))
        run(*command, "publish", "/billing.db", "/report.db", env=environment)
        self.assertLess(100, int(run(*self.enter, "sqlite3", "/report.db", "SELECT count(*) FROM cf_usage")))

    def test_finds_the_authorities_of_other_distributions(self):
        """In the throwaway root there is Fedora's file in the place of Debian's, with ours in it."""
        self.in_root("dpkg", "--install", "/package.deb")
        debian, fedora = "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"
        self.in_root("sh", "-euc", f"mv {debian} /aside; mkdir -p $(dirname {fedora});"
                     f"cp /authority.pem {fedora}")
        self.addCleanup(self.in_root, "sh", "-euc", f"rm {fedora}; mv /aside {debian}")
        environment = support.child_environment(CLOUDFLARE_BASE_URL=self.front.base_url,
                                                CLOUDFLARE_API_TOKEN=support.TOKEN)
        self.assertEqual("1", run(*self.enter, "sqlite3", ":memory:", "-cmd", ".load cf_billing",
                                  "SELECT count(*) FROM cf_billing_profile",
                                  env=environment).strip())

    def test_says_what_it_needs(self):
        def field(name):
            return run("dpkg-deb", "--field", str(package("*.deb")), name).strip()
        self.assertRegex(field("Depends"), r"^libc6 \(>= [\d.]+\)$")
        self.assertEqual("ca-certificates, sqlite3", field("Recommends"))
        self.assertEqual(VERSION, field("Version"))


if __name__ == "__main__":
    main()
