"""A child that answers HTTP: `python -m tests.embedded.programs.serve PORT`. It starts a helper that keeps the port."""

import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answer(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silent."""


server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer)
os.set_inheritable(server.fileno(), True)
if os.fork() == 0:
    # Like Granian's own workers: it shares the socket and does not die with its parent.
    server.serve_forever()
print("serving", os.getpid(), flush=True)
server.serve_forever()
