"""Addresses on 127.0.0.1 at which nothing good happens."""

import contextlib
import errno
import socket
import threading


class SwallowingPort:
    """A port whose system drops every packet that wants a connection, as a firewall does: its queue
    is full, and nobody takes from it."""

    MOST = 64

    def __init__(self):
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(0)
        self.port = self._listener.getsockname()[1]
        self._queued = []
        while len(self._queued) < self.MOST and self._takes_one_more():
            pass

    def _takes_one_more(self):
        one = socket.socket()
        self._queued.append(one)
        one.settimeout(0.3)
        with contextlib.suppress(TimeoutError):
            one.connect(("127.0.0.1", self.port))
            return True
        return False

    def close(self):
        for one in [*self._queued, self._listener]:
            one.close()


class RefusingCamera:
    """Speaks RTSP just enough to say no, with the same status to whatever it is asked."""

    def __init__(self, status):
        self._status = status
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                viewer, _ = self._listener.accept()
            except OSError as error:
                assert error.errno in (errno.EINVAL, errno.EBADF), error  # Closed.
                return
            with viewer, contextlib.suppress(OSError):
                viewer.settimeout(5)
                self._refuse(viewer)

    def _refuse(self, viewer):
        while request := viewer.recv(4096).decode(errors="replace"):
            number = request.lower().partition("cseq:")[2].partition("\r\n")[0].strip()
            viewer.sendall(f"RTSP/1.0 {self._status}\r\nCSeq: {number}\r\n\r\n".encode())

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)  # Wakes accept().
        self._listener.close()
        self._thread.join(5)
