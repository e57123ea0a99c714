"""A sandbox that can be ended and started again at the same place."""

import atexit
import os
import signal
import subprocess
import tempfile

from shared import support


class Server(support.Sandbox):
    def __init__(self):
        # Threads run beside the later starts: nothing of Python may run between fork and exec.
        fd, self.port_file = tempfile.mkstemp(dir=support.scratch_folder())
        os.close(fd)
        self._truths = {}
        self._start(0)
        self._resets = 0
        atexit.register(self.stop)

    def _start(self, port):
        os.unlink(self.port_file)
        command = [support.SANDBOX, "--port", str(port), "--port-file", self.port_file]
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *command, "--rate-limit", "0", *support.COMFORTS,
             # What ordinary tables hold is what either method brings.
             "--set", "focus.get_money=on", "--set", "focus.contract_account=named"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=support.child_environment(),
        )
        self.port = self._await_port()

    def end(self, gently):
        self.process.send_signal(signal.SIGTERM if gently else signal.SIGKILL)
        self.process.wait(20)

    def start_again(self):
        """Someone else's connection may have the port as its own end for a moment."""
        for attempt in range(10):
            try:
                return self._start(self.port)
            except RuntimeError:
                if attempt == 9:
                    raise
