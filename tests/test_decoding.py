"""Which pictures are decoded: those that somebody needs, and no others."""

import contextlib
import http.client

import pytest

from trigo_server import assert_ledger_adds_up, wait_until


@contextlib.contextmanager
def watching(server, stream):
    """A viewer of the stream, for as long as it lasts."""
    viewer = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        viewer.request("GET", f"/api/v1/streams/{stream}/video.mjpeg?width=64")
        response = viewer.getresponse()  # Its end would end the connection.
        assert response.read(10)
        yield
    finally:
        viewer.close()


def grown(server, stream, what, least, seconds=20):
    """By how much the lines of the ledger grew until `what` grew by `least`."""
    before = server.stream(stream)["ledger"]
    after = wait_until(
        lambda: (now := server.stream(stream)["ledger"])[what] - before[what] >= least and now,
        seconds, f"{least} more {what}")
    return {line: after[line] - before[line] for line in after if line != "discarded"} | {
        reason: after["discarded"][reason] - before["discarded"][reason]
        for reason in after["discarded"]}


def test_of_stills_only_what_is_due_is_decoded_until_somebody_watches(serve, clips, no_model):
    clip = clips.stills(seconds=20)
    server = serve("--loop", "--every", 5, *no_model, clip)
    server.wait_for_detections(clip.stem, 10)
    assert server.stream(clip.stem)["decode"]["now"] == "keyframes"
    steps = grown(server, clip.stem, "packets", 100)
    assert steps["frames"] < 0.3 * steps["packets"], steps
    assert steps["economy"] > 0.7 * steps["packets"], steps
    # All of the first five of a round are decoded: how often key frames come is not known yet.
    assert steps["offered"] >= steps["frames"] - 5, f"decoded, and not looked at: {steps}"

    with watching(server, clip.stem):
        wait_until(lambda: server.stream(clip.stem)["decode"]["now"] == "all", 10, "decode: all")
        steps = grown(server, clip.stem, "packets", 50)
        assert steps["economy"] <= 1, steps
    wait_until(lambda: server.stream(clip.stem)["decode"]["now"] == "keyframes", 20,
               "decode: keyframes again")


@pytest.mark.parametrize("mode, frames", [("all", 20), ("keyframes", 1)])
def test_a_stream_is_decoded_as_configured(serve, clips, no_model, tmp_path, mode, frames):
    clip = clips.street()  # 40 pictures with a key frame every 20.
    config = tmp_path / "trigo.yaml"
    config.write_text(f"server: {{listen: '127.0.0.1:0'}}\n"
                      f"streams: {{yard: {{url: '{clip}', decode: {mode}, detect: {{every: 1}}}}}}")
    server = serve("--config", config, *no_model, listen=False)
    stream = server.wait_for_state("yard", "ended", 30)
    ledger = stream["ledger"]
    assert ledger["packets"] == 40
    assert ledger["frames"] == 2 * frames, ledger
    assert ledger["discarded"]["economy"] == 40 - 2 * frames, ledger
    assert stream["decode"]["setting"] == stream["decode"]["now"] == mode
    assert stream["decode"]["reason"] == "as configured"


def test_a_plain_camera_is_decoded_whole_and_told_why(serve, clips, no_model):
    clip = clips.busy_street()
    server = serve("--loop", *no_model, clip)
    stream = wait_until(
        lambda: (found := server.stream(clip.stem))["decode"]["key_period_s"] and found, 30,
        "two key frames")
    assert stream["decode"]["now"] == "all", stream
    assert "key frames, every 2 s" in stream["decode"]["reason"], stream
    assert_ledger_adds_up(stream)
