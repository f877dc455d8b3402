"""Finds the functions of a C++ or JavaScript text by its braces, as clang-format lays them out."""

import re

TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/"                       # comments
    r'|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"'    # raw strings
    r'|"(?:\\.|[^"\\\n])*"'                     # strings
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'",    # characters, not 1'000
    re.DOTALL)
SCOPE = re.compile(r"\b(?:namespace|class|struct|union|enum|extern)\b")
LEADING = re.compile(r"(?:\s|(?:public|private|protected):)*")
NAME = re.compile(r"(~?[\w:]+|operator\S+)\s*\(")


def without_comments_and_strings(text):
    """The same text with comments and what is quoted blanked; every line keeps its number."""
    def blank(match):
        kept = '""' if match[0][0] in "\"R'" else ""
        return kept + "\n" * match[0].count("\n")
    return TOKEN.sub(blank, text)


def _is_function(head):
    """Whether the text before a `{` is a function's head, and not a scope's or a value's."""
    head = re.sub(r"^\s*#.*$", "", head, flags=re.MULTILINE).strip()
    if "(" not in head or head.endswith(("=", ",", "(", "return")):
        return False
    return not (SCOPE.search(head.partition("(")[0]) and not head.endswith(")"))


def functions_of(text):
    """(name, first line, last line) of every function that is in no other function."""
    bare = re.sub(r"^[ \t]*#(?:.*\\\n)*.*$", lambda match: "\n" * match[0].count("\n"),
                  without_comments_and_strings(text), flags=re.MULTILINE)
    found, stack, head_begin = [], [], 0
    depth_of_function = None  # How deep the braces are that the function lies in.
    for match in re.finditer(r"[{};]", bare):
        mark, at = match[0], match.start()
        if mark == "{" and re.match(r"[\w>]", bare[at - 1:at]):
            stack.append("value")  # `member_{1}`: the head goes on after it.
            continue
        if mark == "{":
            head = bare[head_begin:at]
            if depth_of_function is None and _is_function(head):
                depth_of_function = len(stack)
                begin = head_begin + LEADING.match(head).end()
                name = NAME.search(head)
                stack.append((name[1] if name else "?", begin))
            else:
                stack.append(None)
        elif mark == "}" and stack:
            opened = stack.pop()
            if opened == "value":
                continue
            if depth_of_function == len(stack):
                name, begin = opened
                found.append((name, bare.count("\n", 0, begin) + 1, bare.count("\n", 0, at) + 1))
                depth_of_function = None
        head_begin = at + 1
    return found
