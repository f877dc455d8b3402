"""What stands between Trigo and a camera, and breaks it: connections, and RTP inside RTSP.

A proxy knows interleaved RTSP (RFC 7826, section 14) on the way to the client, so that whatever it
leaves out, repeats or changes is a whole packet. It runs on a thread of the test's process.
"""

import asyncio
import contextlib
import random
import re
import socket
import struct
import threading
from dataclasses import dataclass, field

CLOCK_HZ = 90_000  # Of RTP stamps of video.
PATIENCE_S = 10


@dataclass
class Packet:
    """One interleaved packet. Even channels carry RTP, odd ones RTCP."""

    channel: int
    content: bytearray

    @property
    def is_rtp(self):
        return self.channel % 2 == 0

    @property
    def is_sender_report(self):
        return not self.is_rtp and self.content[1] == 200

    # Where a sender report has its RTP stamp, and where RTP has one.
    @property
    def _stamp_at(self):
        return 4 if self.is_rtp else 16

    @property
    def stamp(self):
        return struct.unpack_from(">I", self.content, self._stamp_at)[0]

    @stamp.setter
    def stamp(self, value):
        struct.pack_into(">I", self.content, self._stamp_at, value % 2 ** 32)

    def encoded(self):
        return b"$" + struct.pack(">BH", self.channel, len(self.content)) + self.content


# --- what a proxy does to packets: callables that take one and give those that go on -------------


def untouched(packet):
    return [packet]


class Leap:
    """The camera's clock jumps by so many seconds; sender reports with it."""

    def __init__(self, seconds):
        self._ticks = round(seconds * CLOCK_HZ)

    def __call__(self, packet):
        if packet.is_rtp or packet.is_sender_report:
            packet.stamp += self._ticks
        return [packet]


class Stamps:
    """Pictures get stamps by their number instead of their time: so many pictures a second, or
    None, all the same. No sender reports, which would tell the truth. Goes on with the stamp of the
    first picture that it sees."""

    def __init__(self, rate):
        self._step = 0 if rate is None else round(CLOCK_HZ / rate)
        self._seen = None   # As the camera stamped the last picture …
        self._given = None  # … and as we did.

    def __call__(self, packet):
        if not packet.is_rtp:
            return [] if packet.is_sender_report else [packet]
        if self._seen is None:
            self._given = packet.stamp
        elif packet.stamp != self._seen:
            self._given = (self._given + self._step) % 2 ** 32
        self._seen = packet.stamp
        packet.stamp = self._given
        return [packet]


def duplicate(packet):
    return [packet, packet] if packet.is_rtp else [packet]


class Lose:
    """A share of the RTP packets does not arrive."""

    def __init__(self, share, seed=1):
        self._share, self._random = share, random.Random(seed)

    def __call__(self, packet):
        return [] if packet.is_rtp and self._random.random() < self._share else [packet]


class Corrupt:
    """In a share of the RTP packets, some bytes of the payload are others."""

    def __init__(self, share, seed=1):
        self._share, self._random = share, random.Random(seed)

    def __call__(self, packet):
        if packet.is_rtp and len(packet.content) > 16 and self._random.random() < self._share:
            for _ in range(4):
                at = self._random.randrange(14, len(packet.content))
                packet.content[at] ^= self._random.randrange(1, 256)
        return [packet]


# --- the proxy -----------------------------------------------------------------------------------


@dataclass(eq=False)
class _Connection:
    client: asyncio.StreamWriter
    camera: asyncio.StreamWriter = None
    tasks: list = field(default_factory=list)

    def end(self, reset):
        for task in self.tasks:
            task.cancel()
        for side in filter(None, (self.client, self.camera)):
            if reset:
                side.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            side.transport.abort()


async def _read_unit(reader):
    """The next packet, or the next RTSP message as bytes."""
    first = await reader.readexactly(1)
    if first == b"$":
        channel, length = struct.unpack(">BH", await reader.readexactly(3))
        return Packet(channel, bytearray(await reader.readexactly(length)))
    head = first + await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?im)^content-length: *(\d+)", head)
    return head + (await reader.readexactly(int(length[1])) if length else b"")


class Proxy:
    """Listens on `port` of 127.0.0.1 and passes everything on to the camera at `target`, a port,
    until it is told otherwise: `packets` is what it does to packets, the rest are methods."""

    def __init__(self, target):
        self.target = target
        self.packets = untouched
        self.passed = 0  # Connections so far.
        self._delay_s = 0
        self._drops = False
        self._answers = True
        self._connections = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy")
        self._thread.start()
        self._server = self._call(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]

    def passes(self):
        """As at the beginning, on open connections too."""
        self.packets = untouched
        self._delay_s, self._drops, self._answers = 0, False, True

    def drops(self):
        """Connections stay open, and are made; whatever comes is swallowed."""
        self._drops = True

    def delays(self, seconds):
        """Everything arrives so much later than it would."""
        self._delay_s = seconds

    def is_a_black_hole(self):
        """New connections are accepted and never answered, and go no further."""
        self._answers = False

    def cut(self, reset=False):
        """Ends all connections at once; new ones are passed on."""
        async def end():
            for connection in list(self._connections):
                connection.end(reset)
            self._connections.clear()
        self._call(end())

    def close(self):
        async def end():
            self._server.close()
            for connection in list(self._connections):
                connection.end(False)
            await asyncio.sleep(0.01)  # What was cancelled gets its turn to end.
        self._call(end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_S)
        self._loop.close()

    def _call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE_S)

    async def _serve(self, client_reader, client):
        connection = _Connection(client)
        self._connections.add(connection)
        self.passed += 1
        try:
            if not self._answers:
                connection.tasks = [asyncio.create_task(self._swallow(client_reader))]
            else:
                reader, connection.camera = await asyncio.open_connection("127.0.0.1", self.target)
                queue = asyncio.Queue(maxsize=10_000)
                connection.tasks = [asyncio.create_task(work) for work in (
                    self._pass_up(client_reader, connection.camera), self._collect(reader, queue),
                    self._pass_down(queue, client))]
            await asyncio.wait(connection.tasks, return_when=asyncio.FIRST_COMPLETED)
        except OSError:
            pass  # Nobody listens there.
        finally:
            connection.end(False)
            self._connections.discard(connection)
            gone = (OSError, asyncio.CancelledError, asyncio.IncompleteReadError)
            for task in connection.tasks:
                with contextlib.suppress(*gone):
                    await task

    async def _swallow(self, reader):
        while await reader.read(65536):
            pass

    async def _pass_up(self, reader, camera):
        while content := await reader.read(65536):
            if not self._drops:
                camera.write(content)
                await camera.drain()

    async def _collect(self, reader, queue):
        while True:
            unit = await _read_unit(reader)
            await queue.put((self._loop.time(), unit))

    async def _pass_down(self, queue, client):
        while True:
            came, unit = await queue.get()
            await asyncio.sleep(max(0.0, came + self._delay_s - self._loop.time()))
            if self._drops:
                continue
            units = self.packets(unit) if isinstance(unit, Packet) else [unit]
            for one in units:
                client.write(one.encoded() if isinstance(one, Packet) else one)
            await client.drain()
