"""A process that fork() made has connections of its own."""

import json
import os
import struct

import support
from support import BILLED, TOKEN
from tls_front import TlsFront


class Forks(support.TestCase):
    CHILDREN = 4
    ROUNDS = 10

    def ask(self, db, account):
        """The ids that the account's history has; what fails is told, not raised."""
        try:
            return [row[0] for row in db.execute("SELECT id FROM cf_billing_history WHERE account_id = ? ORDER BY id",
                                                 (account,))]
        except Exception as error:  # Of the child: it goes to the parent.
            return f"{type(error).__name__}: {error}"

    def in_child(self, db, account):
        """Starts a child that asks again and again; its id, and the end of the pipe that it writes to."""
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.close(reader)
                answers = [self.ask(db, account) for _ in range(self.ROUNDS)]
                body = json.dumps(answers).encode()
                os.write(writer, struct.pack("I", len(body)))
                while body:
                    body = body[os.write(writer, body):]
                code = 0
            finally:
                os._exit(code)
        os.close(writer)
        return child, reader

    def answers(self, reader):
        with os.fdopen(reader, "rb") as pipe:
            (length,) = struct.unpack("I", pipe.read(4))
            return json.loads(pipe.read(length))

    def check(self, db):
        truth = {account: self.ask(self.db, account) for account in BILLED[:self.CHILDREN + 1]}
        self.assertEqual(self.CHILDREN + 1, len({str(ids) for ids in truth.values()}))
        parent = BILLED[self.CHILDREN]
        # The connection is used, so that there is something to share.
        self.assertEqual(truth[parent], self.ask(db, parent))
        children = {account: self.in_child(db, account) for account in BILLED[:self.CHILDREN]}
        own = [self.ask(db, parent) for _ in range(self.ROUNDS)]
        for account, (child, reader) in children.items():
            found = self.answers(reader)
            _, status = os.waitpid(child, 0)
            self.assertEqual(0, status)
            self.assertEqual([truth[account]] * self.ROUNDS, found)
        self.assertEqual([truth[parent]] * self.ROUNDS, own)
        # The parent's connections have not been closed by any child.
        self.assertEqual(truth[parent], self.ask(db, parent))

    def test_over_plain_http(self):
        self.check(self.connect())

    def test_over_tls(self):
        """And HTTP/2, which the server speaks there."""
        front = TlsFront(self.sandbox)
        self.addCleanup(front.stop)
        self.check(self.connect(environment={"CLOUDFLARE_BASE_URL": front.base_url, "SSL_CERT_FILE": front.authority,
                                             "CLOUDFLARE_API_TOKEN": TOKEN}))


if __name__ == "__main__":
    support.main()
