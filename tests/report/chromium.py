"""Headless Chromium over its debugging pipe: pages, their console, their requests, pictures of them.

The pipe speaks JSON, each message ended by a zero byte; nothing but the standard library is needed.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

PROGRAM = "/usr/bin/chromium"
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--disable-sync",
           "--disable-default-apps", "--disable-extensions", "--hide-scrollbars",
           # Whatever a page wanted, no name would be found.
           "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-pipe")


class Chromium:
    """One browser with an empty profile; pages are opened in it one after the other."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="cf_billing_chromium_")
        to_browser, self.writer = os.pipe()
        self.reader, from_browser = os.pipe()

        def pipes():
            # The browser reads from 3 and writes to 4; the copies keep them apart meanwhile.
            reading, writing = os.dup(to_browser), os.dup(from_browser)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self.process = subprocess.Popen(
            [PROGRAM, *OPTIONS, f"--user-data-dir={self.folder}/profile"], close_fds=False,
            preexec_fn=pipes, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "HOME": self.folder, "TZ": "UTC", "LC_ALL": "C.UTF-8"})
        os.close(to_browser)
        os.close(from_browser)
        self._buffer, self._events, self._last = b"", [], 0

    def stop(self):
        try:
            self.command("Browser.close")
            self.process.wait(10)
        except (OSError, RuntimeError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.writer)
        os.close(self.reader)
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, method, session=None, **parameters):
        """Sends a command and waits for its answer; events that come before it are kept."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.writer, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive(30)
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self._events.append(answer)

    def await_event(self, name, session):
        while True:
            for event in self._events:
                if event.get("method") == name and event.get("sessionId") == session:
                    return event["params"]
            self._events.append(self._receive(30))

    def events(self, session):
        return [event for event in self._events if event.get("sessionId") == session]

    def _receive(self, seconds):
        deadline = time.monotonic() + seconds
        while b"\0" not in self._buffer:
            if not select.select([self.reader], [], [], max(deadline - time.monotonic(), 0))[0]:
                raise RuntimeError("Chromium does not answer")
            received = os.read(self.reader, 1 << 20)
            if not received:
                raise RuntimeError("Chromium has ended")
            self._buffer += received
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)

    def page(self, path, **how):
        return Page(self, path, **how)


class Page:
    """A file shown in a window of that size."""

    def __init__(self, browser, path, *, width=1366, height=768, dark=False, phone=False):
        self.browser = browser
        self.target = browser.command("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.command("Target.attachToTarget", targetId=self.target,
                                       flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.command(f"{domain}.enable")
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height,
                     deviceScaleFactor=2 if phone else 1, mobile=phone)
        self.emulate(dark=dark)
        self.command("Page.navigate", url=f"file://{path}")
        browser.await_event("Page.loadEventFired", self.session)

    def command(self, method, **parameters):
        return self.browser.command(method, self.session, **parameters)

    def emulate(self, *, dark=False, media=""):
        self.command("Emulation.setEmulatedMedia", media=media, features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def evaluate(self, expression):
        told = self.command("Runtime.evaluate", expression=expression, returnByValue=True,
                            awaitPromise=True)
        if "exceptionDetails" in told:
            raise RuntimeError(told["exceptionDetails"])
        return told["result"].get("value")

    def complaints(self):
        """Everything that the console would show as an error or a warning."""
        said = []
        for event in self.browser.events(self.session):
            parameters = event["params"]
            match event["method"]:
                case "Runtime.exceptionThrown":
                    said.append(str(parameters["exceptionDetails"]))
                case "Log.entryAdded" if parameters["entry"]["level"] in ("error", "warning"):
                    said.append(parameters["entry"]["text"])
                case "Runtime.consoleAPICalled" if parameters["type"] in ("error", "warning", "assert"):
                    said.append(str(parameters["args"]))
        return said

    def requests(self):
        return [event["params"]["request"]["url"] for event in self.browser.events(self.session)
                if event["method"] == "Network.requestWillBeSent"]

    def screenshot(self, file):
        size = self.command("Page.getLayoutMetrics")["cssContentSize"]
        shot = self.command("Page.captureScreenshot", captureBeyondViewport=True,
                            clip={"x": 0, "y": 0, "width": size["width"],
                                  "height": size["height"], "scale": 1})
        with open(file, "wb") as out:
            out.write(base64.b64decode(shot["data"]))

    def pdf(self, file):
        with open(file, "wb") as out:
            out.write(base64.b64decode(self.command("Page.printToPDF", printBackground=False,
                                                    preferCSSPageSize=True)["data"]))

    def close(self):
        self.browser.command("Target.closeTarget", targetId=self.target)
