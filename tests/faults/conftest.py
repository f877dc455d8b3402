"""Fixtures of the fault suite."""

import contextlib

import pytest


@contextlib.contextmanager
def _closing_all():
    with contextlib.ExitStack() as stack:
        yield lambda made: stack.enter_context(contextlib.closing(made))


@pytest.fixture
def owned():
    """Takes a camera, a proxy, a sender …, returns it, and closes it at the end of the test."""
    with _closing_all() as own:
        yield own


@pytest.fixture(scope="module")
def kept():
    """The same until the end of the module."""
    with _closing_all() as own:
        yield own
