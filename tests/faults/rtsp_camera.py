"""RTSP cameras on 127.0.0.1 that send clips in a loop, with gst-rtsp-server.

Runs on the system's Python, whose `gi` it needs. A clip is an elementary stream of tests/clips.py:
H.264 or H.265 with an access unit delimiter before each picture, or JPEG after JPEG. Pictures are
stamped when they are sent. Prints `ready` once it listens; SIGTERM says goodbye to viewers first.
"""

import argparse
import signal
from pathlib import Path

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # pylint: disable=C0413

FAREWELL_MS = 100
UDP_PORTS = (20000, 29999)  # Below those that the system gives out; taken ones are passed over.
# By the clip's suffix: what begins a picture, its caps, how it is put into packets.
KINDS = {
    ".h264": (b"\0\0\0\1\x09", "video/x-h264,stream-format=byte-stream,alignment=au",
              "rtph264pay config-interval=-1 pt=96"),
    ".h265": (b"\0\0\0\1\x46", "video/x-h265,stream-format=byte-stream,alignment=au",
              "rtph265pay config-interval=-1 pt=96"),
    ".mjpeg": (b"\xff\xd8\xff", "image/jpeg", "rtpjpegpay pt=26"),
}


def jpeg_size(picture):
    """What its baseline frame header says; rtpjpegpay wants to be told."""
    frame = picture.index(b"\xff\xc0\0\x11")
    height, width = (int.from_bytes(picture[at:at + 2], "big") for at in (frame + 5, frame + 7))
    return f",width={width},height={height}"


class Mount:
    """One path of the server: sends the clip to all who watch it, from its beginning whenever
    somebody comes while nobody does."""

    def __init__(self, clip, rate):
        begin, caps, payloader = KINDS[clip.suffix]
        self.pictures = [begin + rest for rest in clip.read_bytes().split(begin)[1:]]
        if clip.suffix == ".mjpeg":
            caps += jpeg_size(self.pictures[0])
        self.period_ms = round(1000 / rate)
        self.source = None
        self.factory = GstRtspServer.RTSPMediaFactory()
        self.factory.set_shared(True)
        self.factory.set_launch(
            f'( appsrc name=source is-live=true format=time do-timestamp=true caps="{caps}" '
            f'! {payloader} name=pay0 )')
        self.factory.connect("media-configure", self._send)

    def _send(self, _, media):
        source = media.get_element().get_by_name("source")
        turn = 0

        def push():
            nonlocal turn
            picture = self.pictures[turn % len(self.pictures)]
            source.emit("push-buffer", Gst.Buffer.new_wrapped(picture))
            turn += 1
            return GLib.SOURCE_CONTINUE

        timer = GLib.timeout_add(self.period_ms, push)
        media.connect("unprepared", lambda _: GLib.source_remove(timer))
        self.source = source

    def end(self):
        if self.source:
            self.source.emit("end-of-stream")  # Viewers get an RTCP BYE.


def lock_up(server, mounts, user, password, scheme):
    """Lets in who knows the password."""
    viewer = GstRtspServer.RTSPToken()
    viewer.set_string("media.factory.role", "viewer")
    auth = GstRtspServer.RTSPAuth()
    if scheme == "basic":
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), viewer)
    else:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(user, password, viewer)
    server.set_auth(auth)
    may = Gst.Structure.from_string("viewer, media.factory.access=(boolean)true, "
                                    "media.factory.construct=(boolean)true")[0]
    for mount in mounts:
        mount.factory.add_role_from_structure(may)


def own_addresses():
    """Where packets are sent from. Else they would be taken from everywhere."""
    pool = GstRtspServer.RTSPAddressPool()
    pool.add_range("127.0.0.1", "127.0.0.1", *UDP_PORTS, 0)
    return pool


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mounts", nargs="+", metavar="PATH=RATE:CLIP",
                        help="as in yard=10:yard.h264, at rtsp://127.0.0.1:PORT/yard")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--scheme", choices=["basic", "digest"], default="digest")
    parser.add_argument("--udp-only", action="store_true", help="TCP gets 461")
    return parser.parse_args()


def main():
    options = parse_arguments()
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(str(options.port))
    mounts = []
    for text in options.mounts:
        path, _, rest = text.partition("=")
        rate, _, clip = rest.partition(":")
        mount = Mount(Path(clip), float(rate))
        if options.udp_only:
            mount.factory.set_protocols(GstRtsp.RTSPLowerTrans.UDP)
            mount.factory.set_address_pool(own_addresses())
        server.get_mount_points().add_factory("/" + path, mount.factory)
        mounts.append(mount)
    if options.user:
        lock_up(server, mounts, options.user, options.password, options.scheme)
    loop = GLib.MainLoop()

    def say_goodbye():
        for mount in mounts:
            mount.end()
        GLib.timeout_add(FAREWELL_MS, loop.quit)
        return GLib.SOURCE_REMOVE

    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, say_goodbye)
    if server.attach(None) == 0:
        raise SystemExit(f"rtsp_camera.py: cannot listen on 127.0.0.1:{options.port}")
    print("ready", flush=True)
    loop.run()


if __name__ == "__main__":
    main()
