import asyncio
import socket
import struct

import pytest

from jabbertts_wyoming.channel import READ_BUFFER, WRITE_BUFFER, Channel, DisconnectedError

from .wire import TIMEOUT, until


class Pair:
    """A channel and the plain socket at its other end, with small kernel buffers."""

    def __init__(self, write_timeout: float = TIMEOUT) -> None:
        self._channels: asyncio.Queue[Channel] = asyncio.Queue()
        self._write_timeout = write_timeout
        self.peer = socket.socket()
        self.peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.peer.setblocking(False)

    async def __aenter__(self) -> "Pair":
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Channel(self._channels.put_nowait, self._write_timeout), "127.0.0.1", 0
        )
        await loop.sock_connect(self.peer, self._server.sockets[0].getsockname())
        self.channel = await self._channels.get()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.peer.close()
        self.channel.abort()
        self._server.close()
        await self.channel.lost()

    async def send(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self.peer, data)

    async def read(self, size: int) -> bytes:
        loop = asyncio.get_running_loop()
        data = b""
        while len(data) < size and (piece := await loop.sock_recv(self.peer, size - len(data))):
            data += piece
        return data


async def test_socket_is_tuned() -> None:
    async with Pair() as pair:
        sock = pair.channel._transport.get_extra_info("socket")
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert pair.channel.peer == "{}:{}".format(*pair.peer.getsockname())


async def test_bytes_go_both_ways_until_the_end() -> None:
    async with Pair() as pair:
        await pair.send(b"hello")
        assert await pair.channel.receive() == b"hello"
        await pair.channel.send(b"world")
        assert await pair.read(5) == b"world"
        pair.peer.shutdown(socket.SHUT_WR)
        assert await pair.channel.receive() == b""
        await pair.channel.send(b"still here")
        assert await pair.read(10) == b"still here"


async def test_cancelled_receive_loses_nothing() -> None:
    async with Pair() as pair:
        waiting = asyncio.create_task(pair.channel.receive())
        await asyncio.sleep(0)
        await pair.send(b"a")
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert await pair.channel.receive() == b"a"


async def test_unread_input_is_bounded() -> None:
    async with Pair() as pair:
        sending = asyncio.create_task(pair.send(bytes(20_000_000)))
        await until(lambda: len(pair.channel._received) > READ_BUFFER)
        await asyncio.sleep(0.02)
        assert len(pair.channel._received) < READ_BUFFER + 512 * 1024
        got = 0
        while got < 20_000_000:
            got += len(await pair.channel.receive())
        await sending


async def test_unread_output_is_bounded_and_goes_on_when_read() -> None:
    async with Pair() as pair:
        sent = 0

        async def write() -> None:
            nonlocal sent
            for _ in range(300):
                await pair.channel.send(bytes(10_000))
                sent += 10_000

        writing = asyncio.create_task(write())
        last = -1
        while sent != last:
            last = sent
            await asyncio.sleep(0.02)
        assert pair.channel._transport.get_write_buffer_size() <= WRITE_BUFFER + 10_000
        assert sent < 1_000_000
        assert len(await pair.read(3_000_000)) == 3_000_000
        await writing


async def test_a_peer_that_does_not_read_is_cut() -> None:
    async with Pair(write_timeout=0.03) as pair:
        with pytest.raises(DisconnectedError, match=r"did not read for 0\.03 s"):
            await pair.channel.send(bytes(5_000_000))
        await pair.channel.lost()


async def test_reset_wakes_reader_and_writer() -> None:
    async with Pair() as pair:

        async def write() -> None:
            while True:
                await pair.channel.send(bytes(10_000))

        tasks = [asyncio.create_task(write()), asyncio.create_task(pair.channel.receive())]
        await asyncio.sleep(0.02)
        pair.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        pair.peer.close()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(result) for result in results] == [DisconnectedError] * 2
        with pytest.raises(DisconnectedError):
            await pair.channel.send(b"x")


async def test_first_write_to_a_closed_peer_tells() -> None:
    async with Pair() as pair:
        pair.peer.close()
        assert await pair.channel.receive() == b""
        with pytest.raises(DisconnectedError):
            await pair.channel.send(b"x")


async def test_finish_delivers_the_last_bytes_over_unread_input() -> None:
    async with Pair() as pair:
        sending = asyncio.create_task(pair.send(bytes(1_000_000)))
        finishing = asyncio.create_task(pair.channel.finish(b"last words", linger=TIMEOUT))
        await sending
        assert await pair.read(100) == b"last words"
        pair.peer.close()
        await finishing
        with pytest.raises(DisconnectedError):
            await pair.channel.send(b"x")


async def test_finish_after_a_reset_that_nobody_has_seen_yet() -> None:
    async with Pair() as pair:
        pair.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        pair.peer.close()
        await pair.channel.finish()
        assert pair.channel._transport.is_closing()


async def test_finish_does_not_wait_for_ever() -> None:
    async with Pair(write_timeout=0.03) as pair:
        await pair.channel.finish(bytes(5_000_000), linger=0.01)
        await pair.channel.lost()


async def test_finish_sends_all_that_a_slow_reader_has_not_read() -> None:
    async with Pair() as pair:
        finishing = asyncio.create_task(pair.channel.finish(bytes(3_000_000)))
        await asyncio.sleep(0.02)
        assert len(await pair.read(4_000_000)) == 3_000_000
        await finishing


@pytest.mark.parametrize("backlog", [0, 5_000_000])
async def test_cut_is_at_once(backlog: int) -> None:
    async with Pair() as pair:
        pair.channel._transport.write(bytes(backlog))
        pair.channel.cut(b"bye")
        async with asyncio.timeout(TIMEOUT):
            await pair.channel.lost()
        if not backlog:
            assert await pair.read(10) == b"bye"
        pair.channel.cut(b"again")
        pair.channel.abort()
