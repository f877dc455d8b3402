"""tools/lint.py must be able to fail: each rule finds its planted violation, and no other."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINT = ROOT / "tools" / "lint.py"
BODY = "\n".join(f"  value += {number};" for number in range(80))


@pytest.fixture
def tree(tmp_path):
    """A small checkout without anything to find."""
    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    write("cmake/room.cmake", "set(TRIGO_ROOM_ORDER base media source batch)\n")
    write("src/base/CMakeLists.txt", "trigo_room(base\n  SOURCES check.cpp)\n")
    write("src/media/CMakeLists.txt", "trigo_room(media\n  SOURCES a.cpp\n  USES base)\n")
    write("src/source/CMakeLists.txt", "trigo_room(source\n  USES media\n  LIBRARIES base)\n")
    write("src/batch/CMakeLists.txt", "trigo_room(batch  # USES media\n  USES base)\n")
    write("src/base/check.hpp", "// A check.\n#pragma once\n\nint check();\n")
    write("src/media/a.cpp", '#include "base/check.hpp"\n#include "media/a.hpp"\n')
    write("src/source/b.cpp", '#include "base/check.hpp"\n#include "media/a.hpp"\n')
    write("ui/src/shell/shell.css", ".button {\n}\n")
    write("ui/src/wall/wall.css", ".tile,\n.caption .button {\n}\n")
    return write


def lint(folder):
    done = subprocess.run([sys.executable, str(LINT), str(folder)], capture_output=True, text=True,
                          timeout=60, check=False)
    lines = done.stdout.strip().splitlines()
    assert done.returncode == (1 if len(lines) > 1 else 0), done
    return lines[:-1]


def test_a_clean_tree_has_no_findings(tree, tmp_path):
    assert lint(tmp_path) == []


@pytest.mark.parametrize("name, text, place, word", [
    ("src/base/long.cpp", "int a;\n" * 401, "src/base/long.cpp:401", "401 lines"),
    ("tools/long.py", "a = 1\n" * 401, "tools/long.py:401", "401 lines"),
    ("src/base/big.cpp", f"namespace x {{\nint f(int value) {{\n{BODY}\n}}\n}}\n",
     "src/base/big.cpp:2", "function f has 82 lines"),
    ("src/base/big.hpp", "#pragma once\nclass A {\n public:\n  A() : a_{1}, b_(2) {\n"
     f"{BODY}\n  }}\n}};\n", "src/base/big.hpp:4", "function A has 82 lines"),
    ("src/base/big_test.cpp", f'TEST(A, B) {{\n  f("}}");  // }}\n{BODY}\n}}\n',
     "src/base/big_test.cpp:1", "function TEST has 83 lines"),
    ("tools/big.py", "def f(value):\n" + BODY.replace(";", "").replace("  v", "    v") + "\n",
     "tools/big.py:1", "function f has 81 lines"),
    ("go", f"#!/usr/bin/env bash\nf() {{\n{BODY}\n}}\n", "go:2", "function f has 82 lines"),
    ("src/base/wide.cpp", "// " + "é" * 98 + "\n", "src/base/wide.cpp:1", "101 columns"),
    ("src/base/open.cpp", "// " + "TO" + "DO: more\n", "src/base/open.cpp:1", "TO" + "DO"),
    ("docs/open.md", "Well, " + "FIX" + "ME.\n", "docs/open.md:1", "FIX" + "ME"),
    ("src/base/file_util.hpp", "#pragma once\n", "src/base/file_util.hpp:1", "'util'"),
    ("src/base/StreamManager.cpp", "int a;\n", "src/base/StreamManager.cpp:1", "'manager'"),
    ("src/base/bare.hpp", "int a;\n#pragma once\n", "src/base/bare.hpp:1", "#pragma once"),
    ("docs/here.md", "It lies in /wo" + "rk/main.\n", "docs/here.md:1", "/wo" + "rk"),
    ("tests/get.py", "URL = 'https://py" + "pi.org/simple'\n", "tests/get.py:1", "registry"),
    ("src/base/up.cpp", '#include "media/a.hpp"\n', "src/base/up.cpp:1", "comes after"),
    ("src/batch/side.cpp", '#include "media/a.hpp"\n', "src/batch/side.cpp:1", "without using"),
    ("src/base/near.cpp", '#include "check.hpp"\n', "src/base/near.cpp:1", "names no room"),
    ("src/attic/a.cpp", "int a;\n", "src/attic/a.cpp:1", "no room"),
    ("ui/src/zones/zones.css", "/* .tile\n*/\n.bar .tile {\n}\n@media print {\n  a, .tile {\n",
     "ui/src/zones/zones.css:6", "class 'tile' has looks from wall/ too"),
    ("tools/broken.py", "def f(:\n", "tools/broken.py:1", "no Python"),
])
def test_a_violation_is_found(tree, tmp_path, name, text, place, word):
    tree(name, text)
    findings = lint(tmp_path)
    assert len(findings) == 1, findings
    assert findings[0].startswith(place + ": ")
    assert word in findings[0]
    assert "; " in findings[0]


def test_what_looks_like_a_violation_but_is_none(tree, tmp_path):
    tree("src/base/metadata.txt", "")
    tree("src/media/fine.cpp", "\n".join([
        "// " + "é" * 97,
        "constexpr int table[] = {", *["    1," for _ in range(90)], "};",
        "struct Row {", *[f"  int a{number} = 0;" for number in range(90)], "};",
        'const char* mask = R"({ {{ )";', "const char brace = '{';", "const int many = 1'000;",
        "int f() {", "  return 1;", "}", ""]))
    tree("build/generated.cpp", "int a;\n" * 500)
    tree(".dev/python/x.py", "# " + "TO" + "DO\n")
    tree("ui/src/camera/camera.css", ".button,\nul:is(b, .tile) {\n  top: .5px;\n}\n")
    tree("docs/table.md", "| " + "wide " * 40 + "|\n")
    assert lint(tmp_path) == []
