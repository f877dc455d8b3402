"""What answers over HTTP on 127.0.0.1: cameras, on-demand video, and things that are neither.

`Sender` serves a table of paths, each with a function that gets the request and sends the answer;
the functions below make those. Cameras go on until the viewer leaves or the sender closes.
"""

import contextlib
import random
import re
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GARBAGE_BYTES = 64 << 20
GARBAGE_SECONDS = 20
CHUNK_BYTES = 1 << 16


class Sender:
    """`answers` by path, may change while it runs; other paths get 404."""

    def __init__(self, answers=None):
        self.answers = answers or {}
        self.asked = 0
        self.closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler_of(self))
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def cut(self):
        """Ends every answer that is under way."""
        self._server.end_connections()

    def close(self):
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.end_connections()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    """Knows its connections, so that it can end those that are open."""

    daemon_threads = True

    def __init__(self, *arguments):
        self._open = set()
        super().__init__(*arguments)

    def process_request(self, request, client_address):
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        self._open.discard(request)
        super().shutdown_request(request)

    def end_connections(self):
        for request in list(self._open):
            with contextlib.suppress(OSError):  # It has ended.
                request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request, client_address):
        pass  # Who hung up, did.


def _handler_of(sender):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            sender.asked += 1
            path = self.path.partition("?")[0]
            sender.answers.get(path, status(404))(self)

        def begin(self, content_type, code=200, **headers):
            self.send_response(code)
            self.send_header("Content-Type", content_type)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), str(value))
            self.end_headers()

        def wait(self, seconds):
            """False: the sender closes."""
            return not sender.closing.wait(max(0, seconds))

        def log_message(self, *_):
            pass

    return Handler


# --- answers -------------------------------------------------------------------------------------


def status(code):
    """401 asks for a password, as it must."""
    def answer(request):
        asks = {"WWW_Authenticate": 'Basic realm="camera"'} if code == 401 else {}
        request.begin("text/plain", code, Content_Length=0, **asks)
    return answer


def redirect(location):
    return lambda request: request.begin("text/plain", 302, Location=location, Content_Length=0)


def page():
    """HTML, as a router shows where a camera used to be."""
    return whole(b"<!DOCTYPE html><html><body><h1>Login</h1></body></html>", "text/html")


def whole(content, content_type):
    """All of it, or from where a Range begins."""
    def answer(request):
        size = len(content)
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("Range", ""))
        if asked and int(asked[1]) < size:
            first, last = int(asked[1]), min(int(asked[2] or size), size - 1)
            request.begin(content_type, 206, Content_Length=last - first + 1,
                          Accept_Ranges="bytes", Content_Range=f"bytes {first}-{last}/{size}")
            request.wfile.write(content[first:last + 1])
        else:
            request.begin(content_type, Content_Length=size)
            request.wfile.write(content)
    return answer


def file(path, content_type="video/mp4"):
    return lambda request: whole(path.read_bytes(), content_type)(request)


def swallow(request):
    """Takes the request and never says anything."""
    while request.wait(1):
        pass


def garbage(request):
    """Bytes that mean nothing, as fast as they are taken; an end to it for the machine's sake."""
    request.begin("video/mp2t")
    noise = random.Random(7).randbytes(CHUNK_BYTES)
    deadline = time.monotonic() + GARBAGE_SECONDS
    for _ in range(GARBAGE_BYTES // CHUNK_BYTES):
        if time.monotonic() > deadline or not request.wait(0):
            return
        request.wfile.write(noise)


def mjpeg(clip, rate):
    """The JPEGs of an elementary stream of tests/clips.py, over and over."""
    begin = b"\xff\xd8\xff"
    pictures = [begin + rest for rest in clip.read_bytes().split(begin)[1:]]

    def answer(request):
        request.begin("multipart/x-mixed-replace; boundary=picture")
        due = time.monotonic()
        while True:
            for picture in pictures:
                request.wfile.write(b"--picture\r\nContent-Type: image/jpeg\r\nContent-Length: "
                                    b"%d\r\n\r\n%s\r\n" % (len(picture), picture))
                due += 1 / rate
                if not request.wait(due - time.monotonic()):
                    return
    return answer


def live_ts(clip):
    """MPEG-TS without an end, of a video file; each viewer sees it from its beginning."""
    def answer(request):
        child = subprocess.Popen(
            ["ffmpeg", "-nostdin", "-v", "error", "-re", "-stream_loop", "-1", "-i", str(clip),
             "-c", "copy", "-flush_packets", "1", "-f", "mpegts", "-"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            request.begin("video/mp2t")
            while request.wait(0) and (content := child.stdout.read1(CHUNK_BYTES)):
                request.wfile.write(content)
        finally:
            child.kill()
            child.wait()
            child.stdout.close()
    return answer


def another_codec(first, second, seconds):
    """Two MPEG-TS files of so many seconds under the same number: the first viewer sees both, one
    after the other, all others the second alone, over and over."""
    waiting = [first.read_bytes()]
    rest = second.read_bytes()

    def answer(request):
        request.begin("video/mp2t")
        while True:
            content, sent = waiting.pop() if waiting else rest, 0
            begin = time.monotonic()
            while sent < len(content):
                if not request.wait(0.05):
                    return
                due = int(len(content) * (time.monotonic() - begin) / seconds)
                request.wfile.write(content[sent:due])
                sent = max(sent, due)
    return answer


class Hls:
    """A recording in segments of a second, cut by ffmpeg into `folder`, and its two playlists:
    `answers()` has /on-demand.m3u8, with all of it and an end, and /live.m3u8, which shows the
    last few, one more each second, over and over."""

    WINDOW = 4

    def __init__(self, folder, clip):
        subprocess.run(
            ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", str(clip), "-c", "copy", "-f", "hls",
             "-hls_time", "1", "-hls_list_size", "0", "-hls_segment_filename",
             str(folder / "%d.ts"), str(folder / "all.m3u8")], check=True, timeout=60)
        self._segments = sorted(folder.glob("*.ts"), key=lambda path: int(path.stem))
        self._began = time.monotonic()

    def answers(self):
        kind = "application/vnd.apple.mpegurl"
        found = {f"/{path.name}": file(path, "video/mp2t") for path in self._segments}
        found["/on-demand.m3u8"] = lambda request: whole(self._on_demand(), kind)(request)
        found["/live.m3u8"] = lambda request: whole(self._live(), kind)(request)
        return found

    def _head(self, first):
        return ["#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:1",
                f"#EXT-X-MEDIA-SEQUENCE:{first}"]

    def _on_demand(self):
        lines = self._head(0)
        for path in self._segments:
            lines += ["#EXTINF:1.0,", path.name]
        return "\n".join([*lines, "#EXT-X-ENDLIST", ""]).encode()

    def _live(self):
        first = int(time.monotonic() - self._began)
        lines = self._head(first)
        for number in range(first, first + self.WINDOW):
            turn = number % len(self._segments)
            # Each round starts over with its stamps, and says so.
            lines += ["#EXT-X-DISCONTINUITY"] if turn == 0 and number > 0 else []
            lines += ["#EXTINF:1.0,", self._segments[turn].name]
        return "\n".join([*lines, ""]).encode()
