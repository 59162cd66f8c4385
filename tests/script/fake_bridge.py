"""A bridge that hums: as long as the text would take to speak. Also run as a program: PORT."""

import io
import os
import sys
from dataclasses import dataclass, field
from functools import cache

import av
import numpy as np
from aiohttp import web
from aiohttp.typedefs import Handler

RATE = 24000
VOICES = {"en_US-joe-medium": "joe (American English)", "alloy": "Alloy"}
MODELS = ("tts-1", "tts-1-hd", "piper")


@dataclass
class FakeBridge:
    """What can be set to be wrong; `asked` are the bodies of all speech requests."""

    key: str
    any_key: bool = False
    up: bool = True
    server_up: bool = True
    rate: float = 15.0
    volume: float = 0.3
    content_type: str = "audio/mpeg"
    asked: list[dict[str, object]] = field(default_factory=list)

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self._while_up])
        app.router.add_get("/health", self._health)
        for base in ("/v1/", "/v1//"):
            app.router.add_get(f"{base}audio/voices", self._voices)
            app.router.add_get(f"{base}audio/models", self._models)
            app.router.add_post(f"{base}audio/speech", self._speech)
        return app

    @web.middleware
    async def _while_up(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self.up and request.transport is not None:
            request.transport.abort()
        return await handler(request)

    async def _health(self, _request: web.Request) -> web.Response:
        return web.Response(status=200 if self.server_up else 503)

    async def _voices(self, _request: web.Request) -> web.Response:
        return web.json_response({"voices": [{"id": i, "name": n} for i, n in VOICES.items()]})

    async def _models(self, _request: web.Request) -> web.Response:
        return web.json_response({"models": [{"id": model} for model in MODELS]})

    async def _speech(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked.append(body)
        given = request.headers.get("Authorization")
        if given != f"Bearer {self.key}" and not self.any_key:
            return web.Response(status=401)
        if body["voice"] not in VOICES:
            return web.Response(status=400, reason=f"voice: no {body['voice']} here")
        if not self.server_up:
            return web.Response(status=503)
        seconds = len(body["input"]) / self.rate / body.get("speed", 1.0)
        return web.Response(body=hum(seconds, self.volume), content_type=self.content_type)


@cache
def hum(seconds: float, volume: float = 0.3, form: str = "mp3") -> bytes:
    """Return a file with a tone of so many seconds."""
    wave = np.sin(np.arange(round(seconds * RATE)) * 0.05) * volume * 32767
    frame = av.AudioFrame.from_ndarray(wave.astype(np.int16)[None], format="s16", layout="mono")
    frame.rate = RATE
    output = io.BytesIO()
    with av.open(output, mode="w", format=form) as container:
        stream = container.add_stream("mp3" if form == "mp3" else "pcm_s16le", rate=RATE)
        stream.layout = "mono"
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return output.getvalue()


if __name__ == "__main__":
    web.run_app(
        FakeBridge(os.environ["JABBERTTS_BRIDGE_API_KEY"]).application(),
        host="127.0.0.1",
        port=int(sys.argv[1]),
    )
