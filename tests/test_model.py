"""`trigo model`: what there is, whether it is what it should be, and a clear no otherwise."""


import pytest


def field(number, value):
    """One field of a protocol buffer: bytes, text or a number."""
    if isinstance(value, int):
        return bytes([number << 3, value])
    if isinstance(value, str):
        value = value.encode()
    length = b""
    rest = len(value)
    while rest >= 128:
        length += bytes([rest % 128 | 128])
        rest //= 128
    return bytes([number << 3 | 2]) + length + bytes([rest]) + value


def tensor(name, *sizes):
    """ValueInfoProto of an f32 tensor."""
    shape = b"".join(field(1, b"\x08" + bytes([size])) for size in sizes)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, shape)))


def no_detector():
    """A right ONNX model that detects nothing: one picture in, the same out."""
    node = field(1, "images") + field(2, "same") + field(4, "Identity")
    graph = (field(1, node) + field(2, "graph") + field(11, tensor("images", 1, 3, 32, 32))
             + field(12, tensor("same", 1, 3, 32, 32)))
    return field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 13))


def assert_refused(done, *words, code=2):
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("trigo: "), done.stderr
    for word in words:
        assert str(word) in lines[0], (word, lines[0])


def test_the_list_names_the_default_model_and_its_licence(trigo):
    done = trigo("model", "list")
    assert done.returncode == 0, done.stderr
    assert "yolox-nano" in done.stdout and "Apache-2.0" in done.stdout


def test_the_default_model_proves_its_batches(trigo, release_binary):
    done = trigo("model", "check", "yolox-nano", program=release_binary)
    assert done.returncode == 0, done.stderr
    assert "yolox-nano" in done.stdout


def test_a_model_that_nobody_knows(trigo, clips):
    assert_refused(trigo("model", "check", "yolox-nona"), "yolox-nona", "yolox-nano")
    assert_refused(trigo("model", "fetch", "yolox-nona"), "yolox-nona", "yolox-nano")
    assert_refused(trigo("run", "--model", "yolox-nona", clips.pattern()), "yolox-nona")


@pytest.mark.parametrize("content, words", [
    (b"this is no model" * 100, []),
    (b"", []),
    (no_detector(), ["32"]),  # What was seen, and what is supported.
])
def test_a_file_that_is_no_detector(trigo, clips, tmp_path, content, words):
    model = tmp_path / "strange.onnx"
    model.write_bytes(content)
    assert_refused(trigo("model", "check", model), "strange.onnx", *words)
    assert_refused(trigo("run", "--listen", "127.0.0.1:0", "--model", model, clips.pattern()),
                   "strange.onnx")


def test_a_missing_model_file(trigo, clips, tmp_path):
    model = tmp_path / "nowhere.onnx"
    assert_refused(trigo("analyze", "--model", model, clips.pattern()), "nowhere.onnx")


@pytest.mark.parametrize("content, word", [(None, "missing"), (b"damaged", "sha256")])
def test_a_model_that_is_not_here_or_not_itself(trigo, clips, tmp_path, content, word):
    store = tmp_path / "models"
    store.mkdir()
    if content:
        (store / "yolox_nano.onnx").write_bytes(content)
    here = {"TRIGO_MODELS": str(store)}
    for arguments in (["run", "--listen", "127.0.0.1:0", clips.pattern()],
                      ["analyze", clips.pattern()], ["model", "check", "yolox-nano"]):
        done = trigo(*arguments, environment=here)
        assert_refused(done, "yolox-nano", word, "trigo model fetch yolox-nano")
    assert trigo("model", "list", environment=here).returncode == 0
