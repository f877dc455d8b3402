"""Checks the limits of style that no compiler sees. Prints one line a finding; exit 1 if any.

usage: lint.py [FOLDER]     the checkout to look at; by default the one that holds this script
"""

import ast
import re
import sys
from pathlib import Path

from cpp_text import functions_of, without_comments_and_strings

FILE_LINES = 400
FUNCTION_LINES = 70
COLUMNS = 100

# Folders that hold nothing of ours.
SKIPPED_FOLDERS = {".git", ".dev", ".cache", ".pytest_cache", "__pycache__", "node_modules",
                   "trigo-data"}
SKIPPED_FILES = {"LICENSE", "package-lock.json"}
CODE = {".cpp", ".hpp", ".py", ".sh", ".cmake", ".js", ".ts", ".tsx", ".css", ".html"}
TEXT = CODE | {".md", ".txt", ".json", ".yaml", ".yml", ".toml", ".ini", ".cfg"}

# Written in halves, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(" + "|".join(["FIX" + "ME", "TO" + "DO", "XX" + "X"]) + r")\b")
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "manager", "common", "impl", "data", "info",
               "process"}
MACHINE_PATHS = re.compile(
    r"(?<![\w./~-])/(?:" + "|".join(["wo" + "rk", "ro" + "ot"]) + r")(?![\w-])")
REGISTRIES = re.compile("|".join(re.escape(".".join(parts)) for parts in [
    ("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs", "org"), ("crates", "io"),
    ("proxy", "golang", "org"), ("repo", "maven", "apache", "org"), ("deb", "debian", "org"),
    ("archive", "ubuntu", "com")]))


class Findings:
    """What is wrong, as lines for a person."""

    def __init__(self, root):
        self.root = root
        self.lines = []

    def add(self, path, line, what, remedy):
        self.lines.append(f"{path.relative_to(self.root)}:{line}: {what}; {remedy}")


def is_skipped(relative):
    folders = relative.parts[:-1]
    return (any(part in SKIPPED_FOLDERS for part in folders)
            or any(part == "build" or part.startswith("build-") for part in folders[:1])
            or relative.name in SKIPPED_FILES)


def is_script(path):
    return path.suffix == "" and path.read_bytes()[:2] == b"#!"


def our_files(root):
    """Every text file of the checkout, with whether it is code."""
    for path in sorted(root.rglob("*")):
        if path.is_symlink() or not path.is_file() or is_skipped(path.relative_to(root)):
            continue
        code = path.suffix in CODE or path.name == "CMakeLists.txt" or is_script(path)
        if code or path.suffix in TEXT or path.name.startswith("."):
            yield path, code


def check_name(path, findings):
    words = re.split(r"[^a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", path.stem).lower())
    for word in sorted(VAGUE_NAMES.intersection(words)):
        findings.add(path, 1, f"'{word}' in a file's name says nothing",
                     "name it after what it does")


def check_lines(path, lines, code, findings):
    if code and len(lines) > FILE_LINES:
        findings.add(path, FILE_LINES + 1, f"{len(lines)} lines in one file",
                     f"split it: at most {FILE_LINES}")
    for number, line in enumerate(lines, 1):
        if code and len(line) > COLUMNS:
            findings.add(path, number, f"{len(line)} columns", f"break it: at most {COLUMNS}")
        if match := UNFINISHED.search(line):
            findings.add(path, number, f"'{match[1]}' in the text", "do it, or open an issue")
        if match := MACHINE_PATHS.search(line):
            findings.add(path, number, f"path '{match[0]}' of one machine", "make it relative")
        if match := REGISTRIES.search(line):
            findings.add(path, number, f"package registry '{match[0]}'",
                         "name the package only; its client knows where to look")


def python_functions(path, text, findings):
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        findings.add(path, error.lineno or 1, f"no Python: {error.msg}", "repair it")
        return []
    return [(node.name, node.lineno, node.end_lineno) for node in ast.walk(tree)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def shell_functions(lines):
    name, begin = None, 0
    for number, line in enumerate(lines, 1):
        if name is None and (match := re.match(r"(\w+)\(\) *\{", line)):
            name, begin = match[1], number
        elif name is not None and line.startswith("}"):
            yield name, begin, number
            name = None


def check_functions(path, text, lines, findings):
    if path.suffix in {".cpp", ".hpp", ".js", ".ts", ".tsx"}:
        functions = functions_of(text)
    elif path.suffix == ".py":
        functions = python_functions(path, text, findings)
    elif path.suffix == ".sh" or is_script(path):
        functions = shell_functions(lines)
    else:
        return
    for name, begin, end in functions:
        if (length := end - begin + 1) > FUNCTION_LINES:
            findings.add(path, begin, f"function {name} has {length} lines",
                         f"split it: at most {FUNCTION_LINES}")


class Rooms:
    """The rooms of src/ in their order, and which ones each may include."""

    def __init__(self, root, findings):
        declaration = root / "cmake" / "room.cmake"
        match = re.search(r"set\(TRIGO_ROOM_ORDER\s+([^)]*)\)", declaration.read_text())
        if not match:
            findings.add(declaration, 1, "no set(TRIGO_ROOM_ORDER …)", "list the rooms there")
        self.order = match[1].split() if match else []
        self.uses = {room: self._uses(root / "src" / room / "CMakeLists.txt")
                     for room in self.order}

    @staticmethod
    def _uses(lists):
        if not lists.is_file():
            return set()
        text = re.sub(r"#.*", "", lists.read_text())
        used = set()
        for call in re.findall(r"trigo_room\(([^)]*)\)", text):
            keyword = ""
            for word in call.split():
                if re.fullmatch(r"[A-Z_]+", word):
                    keyword = word
                elif keyword == "USES":
                    used.add(word)
        return used

    def allowed(self, room):
        found, pending = {room}, [room]
        while pending:
            for used in self.uses.get(pending.pop(), ()):
                if used not in found:
                    found.add(used)
                    pending.append(used)
        return found


def check_includes(path, lines, root, rooms, findings):
    room = path.relative_to(root / "src").parts[0]
    if room not in rooms.order:
        findings.add(path, 1, f"'{room}' is no room", "add it to TRIGO_ROOM_ORDER")
        return
    allowed = rooms.allowed(room)
    place = rooms.order.index
    for number, line in enumerate(lines, 1):
        match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not match:
            continue
        other, slash, _ = match[1].partition("/")
        if not slash or other not in rooms.order:
            findings.add(path, number, f'"{match[1]}" names no room',
                         'write "room/file.hpp", or <…> for a library')
        elif place(other) > place(room):
            findings.add(path, number, f"{room} includes {other}, which comes after it in the flow",
                         "turn the dependency around")
        elif other not in allowed:
            findings.add(path, number, f"{room} includes {other} without using it",
                         f"add {other} to USES in src/{room}/CMakeLists.txt")


def check_pragma_once(path, text, findings):
    bare = without_comments_and_strings(text).lstrip()
    if not bare.startswith("#pragma once"):
        findings.add(path, 1, "no #pragma once", "begin the header with it")


class Looks:
    """Classes of the console that begin a selector, and so hold everywhere: each is of one part.
    Those of the shell are for all."""

    def __init__(self, findings):
        self.findings = findings
        self.owners = {}

    def check(self, path, text):
        owner = path.parent.name
        if owner == "shell":
            return
        plain = re.sub(r"/\*.*?\*/", lambda found: re.sub(r"[^\n]", " ", found[0]), text,
                       flags=re.DOTALL)
        plain = re.sub(r"\([^()]*\)", lambda found: re.sub(r"[^\n]", " ", found[0]), plain)
        for match in re.finditer(r"(?:^|[{},])\s*\.([a-z][\w-]*)", plain):
            name = match[1]
            first = self.owners.setdefault(name, owner)
            if first != owner:
                self.findings.add(path, plain.count("\n", 0, match.start(1)) + 1,
                                  f"class '{name}' has looks from {first}/ too", "rename one")
                self.owners[name] = owner  # Said once.


def lint(root):
    """The findings in the checkout `root`, one line each."""
    findings = Findings(root)
    rooms = Rooms(root, findings)
    looks = Looks(findings)
    for path, code in our_files(root):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            findings.add(path, 1, "no UTF-8", "store it as UTF-8")
            continue
        lines = text.splitlines()
        check_name(path, findings)
        check_lines(path, lines, code, findings)
        check_functions(path, text, lines, findings)
        if path.suffix in {".cpp", ".hpp"} and path.is_relative_to(root / "src"):
            check_includes(path, lines, root, rooms, findings)
        if path.suffix == ".css":
            looks.check(path, text)
        if path.suffix == ".hpp":
            check_pragma_once(path, text, findings)
    return findings.lines


def main(arguments):
    root = Path(arguments[0] if arguments else Path(__file__).parent.parent).resolve()
    if not (root / "cmake" / "room.cmake").is_file():
        print(f"lint.py: {root} is no checkout: cmake/room.cmake is missing", file=sys.stderr)
        return 2
    lines = lint(root)
    print(*lines, sep="\n", end="\n" if lines else "")
    print(f"lint.py: {len(lines)} findings" if lines else "lint.py: nothing found")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
