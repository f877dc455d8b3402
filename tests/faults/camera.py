"""RTSP cameras as the tests handle them: started, ended, frozen, and changed."""

import signal
import socket
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

PROGRAM = Path(__file__).with_name("rtsp_camera.py")
PYTHON = "/usr/bin/python3"  # The one that has the system's `gi`.


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Look:
    """What a camera sends, and to whom."""

    clip: Path
    rate: int = 10
    user: str = ""
    password: str = ""
    scheme: str = "digest"
    udp_only: bool = False


class Camera:
    """One camera, a program of its own, at rtsp://127.0.0.1:PORT/camera; the port stays the same
    whatever happens to it. Begins with start(); close() ends it in any case."""

    def __init__(self, clip, **look):
        self.look = Look(clip, **look)
        self.port = free_port()
        self.child = None

    def url(self, user=None, password=None, port=None, path="/camera"):
        """With the right name and password, unless others are given."""
        user = self.look.user if user is None else user
        password = self.look.password if password is None else password
        who = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
        return f"rtsp://{who}127.0.0.1:{port or self.port}{path}"

    def start(self):
        """Returns once it listens."""
        self.begin_start()
        self.wait_until_ready()
        return self

    def begin_start(self):
        look = self.look
        arguments = [PYTHON, str(PROGRAM), "--port", str(self.port),
                     f"camera={look.rate}:{look.clip}"]
        if look.user:
            arguments += ["--user", look.user, "--password", look.password, "--scheme", look.scheme]
        if look.udp_only:
            arguments.append("--udp-only")
        self.child = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      text=True)

    def wait_until_ready(self):
        assert self.child.stdout.readline() == "ready\n", (
            "the camera does not start; are its packages there? ./dev test installs them")

    def stop(self):
        """As one that is shut down: viewers are told."""
        self._end(signal.SIGTERM)

    def kill(self):
        """As one that loses power, but that this machine closes its connections."""
        self._end(signal.SIGKILL)

    def _end(self, how):
        self.child.send_signal(how)
        try:
            self.child.wait(timeout=5)
        finally:
            self.close()

    def freeze(self):
        """Connections stay open, and nothing comes any more."""
        self.child.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.child.send_signal(signal.SIGCONT)

    def restart(self, **changes):
        """Comes back at once, as what it was but for `changes`, as in clip=…, password=…."""
        self.stop()
        self.look = replace(self.look, **changes)
        self.start()

    def close(self):
        if self.child is None:
            return
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        self.child.stdout.close()


def start_all(cameras):
    """Several at once: most of a start is waiting for the disk."""
    for camera in cameras:
        camera.begin_start()
    for camera in cameras:
        camera.wait_until_ready()
