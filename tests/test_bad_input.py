"""Whatever is wrong is said in one line: what, where, why, what to do; exit 2 for the user's
mistake, 1 for a failure of the world."""

import os
import socket
import subprocess

import pytest

from trigo_server import wait_until


def assert_refused(done, code, *names):
    assert done.returncode == code, (done.returncode, done.stderr)
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("trigo: "), lines[0]
    for name in names:
        assert str(name) in lines[0], (name, lines[0])


@pytest.fixture
def refused(trigo, no_model):
    """Runs `trigo run SOURCE…`, which must not come to listen, and checks how it ends."""
    def check(*sources, code=2, names=()):
        done = trigo("run", "--listen", "127.0.0.1:0", *no_model, *sources, seconds=30)
        assert_refused(done, code, *names)
        return done.stderr
    return check


def test_a_missing_file(refused):
    refused("nowhere.mp4", names=["nowhere.mp4"])


def test_a_directory_without_video(refused, tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "letter.txt").write_text("Dear camera")
    refused(folder, names=[folder])


def test_a_file_that_is_no_video(refused, tmp_path):
    text = tmp_path / "letter.mp4"
    text.write_text("Dear camera, " * 1000)
    refused(text, names=["letter.mp4"])


def test_an_empty_file(refused, tmp_path):
    empty = tmp_path / "empty.mp4"
    empty.touch()
    refused(empty, names=["empty.mp4"])


@pytest.mark.parametrize("arguments, meant", [
    (["analyze", "--damaged", "wiat"], "--damaged: 'wiat'; it must be wait, skip or use; did you"),
    (["run", "--profile", "slow"], "--profile: 'slow'; it must be fast, default or accurate"),
    (["run", "--device", "0"], "--device: '0'; it must be auto, cpu or gpu"),
])
def test_a_word_that_is_no_choice(trigo, arguments, meant):
    assert_refused(trigo(*arguments, "any.mp4"), 2, meant)


def test_a_cut_off_mp4(refused, clips):
    refused(clips.cut_off(), names=["cut-off.mp4"])


def test_a_file_with_sound_only(refused, clips):
    refused(clips.sound_only(), names=["sound-only.mp4"])


def test_a_codec_without_decoder(refused, clips):
    refused(clips.unknown_codec(), names=["unknown-codec.mp4"])


def test_an_unreachable_url_is_a_failure_and_shows_no_password(refused):
    with socket.socket() as held:  # Bound, but not listening: connections are refused.
        held.bind(("127.0.0.1", 0))
        said = refused(f"rtsp://viewer:hunter2@127.0.0.1:{held.getsockname()[1]}/cam", code=1,
                       names=["127.0.0.1", "viewer"])
        assert "hunter2" not in said
        said = refused(f"http://viewer:hunter2@127.0.0.1:{held.getsockname()[1]}/a.mp4", code=1,
                       names=["127.0.0.1"])
        assert "hunter2" not in said


@pytest.mark.parametrize("source", [
    "ftp://127.0.0.1/a.mp4", "concat:{clip}|{clip}", "subfile:,,start,0,end,0,,:{clip}",
    "pipe:0", "data:video/mp4;base64,AAAA", "lavfi:testsrc", "unix:{clip}"])
def test_a_scheme_that_is_no_source(refused, clips, source):
    refused(source.format(clip=clips.pattern()), names=[source.partition(":")[0]])


@pytest.mark.parametrize("name, text", [
    ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{clip}\n#EXT-X-ENDLIST\n"),
    ("list.ffconcat", "ffconcat version 1.0\nfile '{clip}'\n"),
    ("session.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
                    "m=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n"),
    ("innocent.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{clip}\n#EXT-X-ENDLIST\n"),
])
def test_a_file_that_would_open_others(refused, clips, tmp_path, name, text):
    listing = tmp_path / name
    listing.write_text(text.format(clip=clips.pattern()))
    refused(listing, names=[name])


def test_a_file_without_permission(binary, clips, tmp_path, no_model):
    locked = tmp_path / "locked.mp4"
    locked.write_bytes(clips.pattern().read_bytes())
    locked.chmod(0)
    arguments = [str(binary), "run", "--listen", "127.0.0.1:0", *map(str, no_model), str(locked)]
    if os.geteuid() == 0:  # Nothing is forbidden to root, unless it gives up the right to it.
        arguments = ["setpriv", "--bounding-set=-dac_override,-dac_read_search",
                     "--inh-caps=-dac_override,-dac_read_search", "--", *arguments]
    done = subprocess.run(arguments, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=30, check=False)
    assert_refused(done, 2, "locked.mp4", "ermission")


@pytest.mark.parametrize("arguments", [["--fo\udcff\x1b"], ["--config", "fo\udcff\x1b.yaml"]])
def test_bytes_that_are_no_text_are_shown_as_question_marks(refused, arguments):
    refused(*arguments, names=["fo??"])


def test_zero_sources(refused):
    refused(names=["no source"])


def test_two_streams_of_one_id(refused, tmp_path, clips):
    config = tmp_path / "trigo.yaml"
    config.write_text(f"streams:\n  yard: {{url: {clips.pattern()}}}\n"
                      f"  yard: {{url: {clips.pattern()}}}\n")
    refused("--config", config, names=["yard", "trigo.yaml:3"])


def test_a_port_in_use(trigo, clips, no_model):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        done = trigo("run", "--listen", f"127.0.0.1:{port}", "--loop", *no_model, clips.pattern())
    assert_refused(done, 1, port)


@pytest.mark.parametrize("address", ["0.0.0.0:0", "192.0.2.1:0", "127.0.0.1:99999", "nonsense"])
def test_an_address_that_is_not_of_this_machine_alone(trigo, clips, address):
    done = trigo("run", "--listen", address, clips.pattern())
    assert_refused(done, 2, address.partition(":")[0])


def test_an_option_that_does_not_exist(trigo):
    assert_refused(trigo("run", "--loopp", "a.mp4"), 2, "--loopp")


def test_one_bad_source_does_not_stop_the_others(serve, clips, tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_text("no video at all " * 100)
    server = serve("--loop", clips.street(), broken, clips.pattern())
    bad = server.wait_for_state("broken", "error")
    assert "broken.mp4" in bad["reason"]
    for name in (clips.street().stem, clips.pattern().stem):
        server.wait_for_state(name, "running")
        server.wait_for_detections(name, 2)
    assert server.json("/api/stats")["active_streams"] == 2


def test_with_a_config_a_source_that_may_come_back_is_tried_again(serve, tmp_path, no_model):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        config = tmp_path / "trigo.yaml"
        config.write_text(f"""
server: {{listen: "127.0.0.1:0"}}
streams:
  gone:
    url: rtsp://viewer:hunter2@127.0.0.1:{held.getsockname()[1]}/cam
""")
        server = serve("--config", config, *no_model, listen=False)
        gone = wait_until(
            lambda: (found := server.stream("gone"))["failures"] >= 2 and found, 20, "two tries")
        assert gone["state"] in ("waiting", "connecting")
        everything = "".join([
            server.get("/api/v1/streams").body.decode(), server.get("/api/stats").body.decode(),
            server.said()])
        assert "hunter2" not in everything
        assert "viewer" in everything


def test_a_source_that_stops_answering_does_not_hold_up_the_exit(serve, clips, no_model):
    """A server that accepts and then says nothing: opening it blocks; stopping must not."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        server = serve("--loop", *no_model, clips.pattern(),
                       f"rtsp://127.0.0.1:{silent.getsockname()[1]}/silent")
        server.wait_for_state(clips.pattern().stem, "running")
        server.stop()
