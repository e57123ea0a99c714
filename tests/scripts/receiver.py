"""A server that takes a webhook's messages, and answers as it is told."""

import http.server
import json
import threading


class Receiver:
    """`answers` are statuses, or functions of the handler, for one message each; then 200."""

    def __init__(self):
        self.messages, self.answers, self.tries = [], [], 0
        self.lock = threading.Lock()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # pylint: disable=invalid-name
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.lock:
                    receiver.tries += 1
                    answer = receiver.answers.pop(0) if receiver.answers else 200
                if callable(answer):
                    answer(self)
                    return
                if answer // 100 == 2:
                    with receiver.lock:
                        receiver.messages.append((self.path, dict(self.headers), json.loads(body)))
                self.send_response(answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/services/T0/B0/s3cr3t-p4rt"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def texts(self):
        return [body.get("text") or body.get("content") for _, _, body in self.messages]


def redirect_to(url, status=302):
    def answer(handler):
        handler.send_response(status)
        handler.send_header("Location", url)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
    return answer


def wait_for(seconds, status=429):
    def answer(handler):
        handler.send_response(status)
        handler.send_header("Retry-After", str(seconds))
        handler.send_header("Content-Length", "0")
        handler.end_headers()
    return answer


def hang_up(handler):
    handler.close_connection = True
