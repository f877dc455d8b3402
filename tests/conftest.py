"""Fixtures of the end-to-end tests: the built program, footage, running servers.

TRIGO_BINARY           the program under test; by default build/dev/trigo (ASan + UBSan)
TRIGO_RELEASE_BINARY   the optimised one, for figures; by default build/release/trigo
TRIGO_FOOTAGE          vtest.avi of Debian's package opencv-doc
"""

import contextlib
import os
import subprocess
from pathlib import Path

import pytest

from clips import Clips
from trigo_server import Server, assert_no_sanitizer_report

# The sanitizers of the program under test: OpenVINO's threads get along with them only if told so.
os.environ.setdefault("TBB_ENABLE_SANITIZERS", "1")
os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=1")
os.environ.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")

ROOT = Path(__file__).resolve().parent.parent
FOOTAGE = "/usr/share/doc/opencv-doc/examples/data/vtest.avi"


def _program(variable, usual):
    path = Path(os.environ.get(variable, ROOT / usual)).absolute()
    if not path.is_file():
        pytest.fail(f"{path} is not built; run ./dev test, or set {variable}", pytrace=False)
    return path


@pytest.fixture(scope="session")
def binary():
    return _program("TRIGO_BINARY", "build/dev/trigo")


@pytest.fixture(scope="session")
def release_binary():
    return _program("TRIGO_RELEASE_BINARY", "build/release/trigo")


@pytest.fixture(scope="session")
def footage():
    path = Path(os.environ.get("TRIGO_FOOTAGE", FOOTAGE))
    if not path.is_file():
        pytest.fail(f"{path} is missing; run ./dev test, or install opencv-doc", pytrace=False)
    return path


@pytest.fixture(scope="session")
def clips(tmp_path_factory, footage):
    return Clips(tmp_path_factory.mktemp("clips"), footage)


@pytest.fixture(scope="session")
def no_model(tmp_path_factory):
    """Arguments for a detector that never finds anything: for tests in which loading a model would
    only take time."""
    boxes = tmp_path_factory.mktemp("boxes") / "none.txt"
    boxes.touch()
    return ["--detections", boxes]


@pytest.fixture
def trigo(binary, tmp_path):
    """Runs `trigo ARGUMENTS` to its end and returns what came of it."""
    def run(*arguments, seconds=60, program=binary, environment=None, cwd=tmp_path):
        done = subprocess.run(
            [str(program), *map(str, arguments)], cwd=cwd, stdin=subprocess.DEVNULL, text=True,
            capture_output=True, timeout=seconds, check=False,
            env={**os.environ, **(environment or {})})
        assert_no_sanitizer_report(done.stderr)
        return done
    return run


@contextlib.contextmanager
def serving(binary, folder):
    """A function that starts `trigo run ARGUMENTS` on a free port. What still runs at the end is
    stopped, with all the checks of Server.stop()."""
    servers = []

    def start(*arguments, program=binary, environment=None, listen=True):
        address = ["--listen", "127.0.0.1:0"] if listen else []
        server = Server(program, ["run", *address, *arguments], folder / f"server-{len(servers)}",
                        environment)
        servers.append(server)
        return server.wait_for_address()

    try:
        yield start
        for server in servers:
            # One that crashed meanwhile fails here; one that never answered has failed its test.
            if server.port and not server.stopped:
                server.stop()
    finally:
        for server in servers:
            server.kill()


@pytest.fixture
def serve(binary, tmp_path):
    with serving(binary, tmp_path) as start:
        yield start


@pytest.fixture(scope="module")
def serve_all(binary, tmp_path_factory):
    """Like `serve`, for a server that the tests of a module share."""
    with serving(binary, tmp_path_factory.mktemp("shared")) as start:
        yield start


@pytest.fixture
def server(shared):
    """A module's `shared` server, whose ledgers are checked after each of its tests."""
    yield shared
    shared.check_ledgers()
