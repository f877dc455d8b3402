"""Fixtures of the fault suite: cameras, proxies and senders that are closed in any case."""

import contextlib

import pytest

from camera import Camera
from http_sender import Sender
from proxy import Proxy


@contextlib.contextmanager
def closing_all():
    """A function to which things are given that are closed at the end, the last one first."""
    with contextlib.ExitStack() as stack:
        yield lambda made: stack.enter_context(contextlib.closing(made))


@pytest.fixture
def camera():
    """A function that starts cameras: camera(clip, user=…)."""
    with closing_all() as owned:
        yield lambda clip, **look: owned(Camera(clip, **look))


@pytest.fixture
def proxy():
    """A function that puts a proxy before a camera: proxy(camera)."""
    with closing_all() as owned:
        yield lambda camera: owned(Proxy(camera.port))


@pytest.fixture
def sender():
    """A function that starts HTTP servers: sender({path: answer})."""
    with closing_all() as owned:
        yield lambda answers: owned(Sender(answers))
