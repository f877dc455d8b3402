"""A target of webhooks, as the tests see it: what it was sent, and how it answers."""

import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Delivery:
    """One POST. `headers` has lower-case names."""

    path: str
    headers: dict
    body: bytes
    at: float         # time.time()
    acknowledged: bool

    @property
    def event(self):
        return json.loads(self.body)

    @property
    def key(self):
        return self.headers["webhook-id"]


def signature(key, delivery):
    """What a receiver computes; docs/reference/webhooks.md."""
    signed = f"{delivery.key}.{delivery.headers['webhook-timestamp']}.".encode() + delivery.body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


class Target:
    """A HTTP server on a port that stays the same while it is closed and opened again. `answers`
    are what the next requests get, each a status, or None to hang until the target closes; then
    200."""

    def __init__(self, tls=None):
        self.answers = []
        self.deliveries = []
        self.tls = tls
        self.port = 0
        self._changes = threading.Lock()
        self.open()

    def open(self):
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", self.port), self._handler())
        if self.tls:
            self._server.socket = self.tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self):
        if self._closing.is_set():
            return
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.end_connections()
        self._server.server_close()

    def url(self, rest="/hook", user=""):
        return f"http{'s' if self.tls else ''}://{user}127.0.0.1:{self.port}{rest}"

    def acknowledged(self):
        with self._changes:
            return [delivery for delivery in self.deliveries if delivery.acknowledged]

    def _take(self, request, body):
        """Notes what came, and gives the status for it; None: none."""
        with self._changes:
            status = self.answers.pop(0) if self.answers else 200
            headers = {name.lower(): value for name, value in request.headers.items()}
            self.deliveries.append(
                Delivery(request.path, headers, body, time.time(), status == 200))
            return status

    def _handler(self):
        target, closing = self, self._closing

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = target._take(self, body)
                if status is None:
                    closing.wait(30)
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        return Handler


class _Server(ThreadingHTTPServer):
    """Knows its connections, so that it can end those that are kept open."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *arguments):
        self.connections = []
        super().__init__(*arguments)

    def process_request(self, request, client_address):
        self.connections.append(request)
        super().process_request(request, client_address)

    def handle_error(self, request, client_address):
        pass  # Who hung up, did.

    def end_connections(self):
        for connection in self.connections:
            try:
                connection.shutdown(2)
            except OSError:
                pass  # It had ended.
