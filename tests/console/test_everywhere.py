"""What holds on every page of the console: accessible, two languages, no foreign request, small."""

import gzip
import re
from pathlib import Path

import pytest

from trigo_server import wait_until

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "ui/node_modules/axe-core/axe.min.js"
PAGES = {"wall": "", "camera": "#/camera/room", "events": "#/events", "system": "#/system",
         "no such page": "#/nowhere"}
LARGEST_BUNDLE = 150_000  # Bytes, compressed.
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def shared(serve_all, release_binary, clips, tmp_path_factory):
    """A stream in whose zone somebody comes and goes, one that is over, one that is broken, one
    whose camera is not there."""
    folder = tmp_path_factory.mktemp("everywhere")
    (folder / "broken.mp4").write_text("no video " * 1000)
    config = folder / "trigo.yaml"
    config.write_text(f"""
data: {folder / "record"}
detect: {{every: 2}}
streams:
  room:
    title: Room
    url: {clips.grey(seconds=4)}
    loop: true
    zones:
      desk: {{polygon: [[0.2, 0.3], [0.8, 0.3], [0.8, 1], [0.2, 1]], dwell: 1s}}
    lines:
      door: {{from: [0.5, 0.2], to: [0.5, 0.9]}}
    masks:
      sign: {{polygon: [[0.9, 0], [1, 0], [1, 0.2], [0.9, 0.2]]}}
  over: {{url: {clips.pattern()}, title: Over}}
  broken: {{url: {folder / "broken.mp4"}, title: Broken}}
  dead: {{url: "rtsp://viewer:secret@127.0.0.1:9/none", title: Dead}}
""")
    boxes = folder / "boxes.txt"
    boxes.write_text("".join(f"{n},-1,140,60,40,120,0.9\n" for n in range(10, 50)))
    server = serve_all("--config", config, "--detections", boxes, program=release_binary)
    server.wait_for_state("over", "ended")
    server.wait_for_state("broken", "error")
    wait_until(lambda: len(server.json("/api/v1/events?type=left")["events"]) >= 1, 30, "events")
    return server


def settled(page):
    """Waits until the page shows what it knows."""
    page.wait_for_selector("main :is(h1, h2, article, table, a)")
    page.wait_for_selector("#summary:not(:empty)")
    return page


def complaints(page):
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", STANDARD)
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found["violations"] for node in rule["nodes"]]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible_in_both_themes(name, theme, open_page, server):
    page = settled(open_page(server, PAGES[name], color_scheme=theme))
    assert complaints(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible_and_fits_on_a_phone(name, open_page, server):
    page = settled(open_page(server, PAGES[name], width=390, height=844, has_touch=True,
                             is_mobile=True))
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("name", PAGES)
def test_what_is_not_defined_is_never_shown(name, open_page, server):
    page = settled(open_page(server, PAGES[name]))
    shown = page.inner_text("body")
    assert not re.search(r"undefined|NaN|null|Infinity|\[object", shown), shown


def test_the_language_is_that_of_the_browser_and_stays_as_chosen(open_page, server):
    page = settled(open_page(server, locale="fr-FR"))
    assert page.get_attribute("html", "lang") == "fr"
    assert page.get_by_role("link", name="Événements").is_visible()
    page.get_by_role("button", name="Réglages").click()
    page.get_by_label("Langue").select_option("en")
    assert page.get_by_role("link", name="Events", exact=True).is_visible()
    page.reload()
    settled(page)
    assert page.get_by_role("link", name="Events", exact=True).is_visible()
    assert page.get_attribute("html", "lang") == "en"


def test_the_theme_is_that_of_the_system_and_stays_as_chosen(open_page, server):
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    page = settled(open_page(server, color_scheme="dark"))
    dark = page.evaluate(ground)
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Colours").select_option("light")
    light = page.evaluate(ground)
    assert light != dark
    page.reload()
    settled(page)
    assert page.evaluate(ground) == light
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Colours").select_option("auto")
    assert page.evaluate(ground) == dark


def test_no_request_leaves_the_machine(open_page, server):
    page = open_page(server)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.reload()
    for address in PAGES.values():
        page.evaluate("address => { location.hash = address }", address)
        settled(page)
    assert len(asked) > 5
    ours = re.compile(rf"(?:http|ws)://127\.0\.0\.1:{server.port}/")
    assert [url for url in asked if not ours.match(url)] == []


def test_the_bundle_is_small_and_comes_compressed(server):
    html = server.get("/").body
    parts = re.findall(rb'(?:src|href)="\.?(/[^"]+)"', html)
    assert any(part.endswith(b".js") for part in parts)
    seen, waiting, size = set(), [b"/", *parts], 0
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = server.get(path.decode())
        small = server.get(path.decode(), headers={"Accept-Encoding": "gzip, deflate"})
        assert answer.status == small.status == 200, path
        assert "content-encoding" not in answer.headers
        assert small.headers["content-encoding"] == "gzip", path
        assert gzip.decompress(small.body) == answer.body, path
        seen.add(path)
        size += len(small.body)
        waiting += (b"/assets/" + name
                    for name in re.findall(rb"[\w-]+-[\w-]{8}\.(?:js|css)", answer.body))
    print(f"{len(seen)} files, {size} bytes compressed")
    assert size < LARGEST_BUNDLE
