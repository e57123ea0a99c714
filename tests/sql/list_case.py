"""What the tests of lists share: a server of lists, and how they are read."""

import http.server
import json
import threading
import urllib.parse

import support
from support import ERROR

HISTORY = "cf_billing_history"
OWN = "/user/billing/history"


def item(number, **more):
    return {"id": f"{number:032x}", "type": "charge", "amount": number, "currency": "USD",
            "status": "open", "occurred_at": "2026-10-02T00:00:00Z", **more}


def items(count, first=0):
    return [item(number) for number in range(first, first + count)]


class List:
    """A list by its path, and how the server speaks of it."""

    def __init__(self, records, per_page=50, told=("page", "per_page", "count", "total_count"),
                 **info):
        self.records, self.per_page, self.told, self.info = list(records), per_page, told, info
        self.before = lambda number, page: None  # Called before the nth request is answered.
        self.empty, self.missing = set(), set()
        self.ignores_page = False
        self.keep = lambda record, query: True  # What a filter leaves.
        self.asked = []

    def answer(self, query):
        page = int(query.get("page", 1))
        self.asked.append(page)
        self.before(len(self.asked), page)
        if page in self.missing:
            return 404, {"success": False, "errors": [{"code": 7003, "message": "no route"}],
                         "messages": [], "result": None}
        first = 0 if self.ignores_page else (page - 1) * self.per_page
        left = [record for record in self.records if self.keep(record, query)]
        shown = [] if page in self.empty else left[first:first + self.per_page]
        known = {"page": page, "per_page": int(query.get("per_page", 20)), "count": len(shown),
                 "total_count": len(self.records),
                 "total_pages": -(-len(self.records) // self.per_page)}
        info = {name: known[name] for name in self.told} | self.info
        return 200, {"success": True, "errors": [], "messages": [], "result": shown,
                     **({"result_info": info} if info else {})}


class Server(http.server.ThreadingHTTPServer):
    """Lists and whole results by their paths below the base URL."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.lists, self.results, self.log = {}, {}, []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05},
                         daemon=True).start()

    def answer(self, path, query):
        self.log.append((path, query))
        if path in self.lists:
            return self.lists[path].answer(query)
        if path in self.results:
            return 200, {"success": True, "errors": [], "messages": [], **self.results[path]}
        return 404, {"success": False, "errors": [{"code": 7003, "message": "no route"}],
                     "result": None}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        status, body = self.server.answer(url.path.removeprefix("/client/v4"),
                                          dict(urllib.parse.parse_qsl(url.query)))
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


class ListCase(support.TestCase):
    def setUp(self):
        super().setUp()
        self.server = Server()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.lists = self.connect()

    def connect(self, database=":memory:", **config):
        return super().connect(database, **{
            "environment": {"CLOUDFLARE_BASE_URL":
                            f"http://127.0.0.1:{self.server.server_port}/client/v4"}, **config})

    def serve(self, records, per_page=50, *, path=OWN, **told):
        made = List(records, per_page, **told)
        self.server.lists[path] = made
        self.server.log.clear()
        return made

    def read(self, where="1", *, table=HISTORY, db=None):
        return [row[0] for row in self.rows(f"SELECT id FROM {table} WHERE {where}",
                                            db=db or self.lists)]

    @staticmethod
    def change(made, at, how):
        def before(number, page):
            if number == at:
                how(made.records)
        made.before = before

    def check_read(self, made, **more):
        """Every item that there is, and each once."""
        found = self.read(**more)
        self.assertEqual(sorted(record["id"] for record in made.records), sorted(found))

    def failure_of(self, *fragments, code=ERROR, sql=f"SELECT id FROM {HISTORY}", db=None):
        message = self.failure(code, sql, db=db or self.lists)
        self.assert_says(message, "cf_", *fragments)
        return message
