"""`trigo check CONFIG`: one line either way, and every mistake with its place."""

import pytest

GOOD = """
instance: shop-7
data: ./data
server: {listen: "127.0.0.1:0"}
detect:
  model: yolox-nano
  profile: fast
  device: cpu
  confidence: 0.5
  every: 2
  batch: {max: 4, wait: 20ms}
live: {every: 2, jpeg_quality: 80}
streams:
  yard:
    title: Back yard é
    url: rtsp://viewer:${YARD_PASSWORD}@10.0.0.7/stream2
    detect: {rate: 5}
"""


@pytest.fixture
def check(trigo, tmp_path):
    def run(text, environment=None):
        config = tmp_path / "trigo.yaml"
        config.write_text(text)
        return trigo("check", "trigo.yaml", cwd=tmp_path, environment=environment)
    return run


def test_a_good_config_is_one_line_and_exit_0(check):
    done = check(GOOD, {"YARD_PASSWORD": "hunter2"})
    assert done.returncode == 0, done.stderr
    assert len((done.stdout + done.stderr).strip().splitlines()) == 1
    assert "hunter2" not in done.stdout + done.stderr


@pytest.mark.parametrize("text, place, word", [
    ("a: [1, 2\nb: }", "trigo.yaml:2:", ""),
    ("detect:\n  confidance: 0.5\n", "trigo.yaml:2:3", "confidence"),
    ("detects: {}\n", "trigo.yaml:1:1", "detect"),
    ("detect:\n  every: often\n", "trigo.yaml:2:10", "often"),
    ("detect:\n  confidence: 1.5\n", "trigo.yaml:2:15", "1.5"),
    ("detect:\n  every: 0\n", "trigo.yaml:2:10", "0"),
    ("live: {jpeg_quality: 101}\n", "trigo.yaml:1:22", "101"),
    ("detect: {every: 4, rate: 5}\n", "trigo.yaml:1:", "rate"),
    ("detect: {profile: fastest}\n", "trigo.yaml:1:19", "fast"),
    ("server: {listen: '0.0.0.0:80'}\n", "trigo.yaml:1:18", "0.0.0.0"),
    ("streams:\n  Back Yard: {url: a.mp4}\n", "trigo.yaml:2:3", "Back Yard"),
    ("streams:\n  yard: {title: no url}\n", "trigo.yaml:2:", "url"),
    ("streams:\n  yard: {url: 'rtsp://a:${NO_SUCH_VARIABLE}@h/'}\n", "trigo.yaml:2:",
     "NO_SUCH_VARIABLE"),
    ("- a\n- b\n", "trigo.yaml:1:1", ""),
])
def test_a_mistake_is_named_with_its_place(check, text, place, word):
    done = check(text)
    assert done.returncode == 2, (done.stdout, done.stderr)
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("trigo: "), done.stderr
    assert place in lines[0]
    assert word in lines[0]


def test_a_missing_config(trigo, tmp_path):
    done = trigo("check", "nowhere.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("trigo: ") and "nowhere.yaml" in done.stderr


def test_a_config_runs(serve, clips, tmp_path):
    clip = clips.street()
    (tmp_path / "yard.mp4").write_bytes(clip.read_bytes())
    config = tmp_path / "trigo.yaml"
    config.write_text("""
server: {listen: "127.0.0.1:0"}
detect: {every: 2}
streams:
  yard: {title: Back yard, url: yard.mp4, loop: true, detect: {rate: 5}}
  gate: {url: yard.mp4, loop: true}
  shed: {url: yard.mp4, enabled: false}
""")
    server = serve("--config", config, listen=False)
    yard = server.wait_for_detections("yard", 2)
    assert yard["title"] == "Back yard"
    assert yard["detections_due_per_sec"] == 5
    assert server.wait_for_detections("gate", 2)["detections_due_per_sec"] == 5
    running = [stream["id"] for stream in server.streams() if stream["state"] == "running"]
    assert running == ["yard", "gate"]
