"""An Open WebUI that does with a bridge what Open WebUI 0.12.4 does, as far as we ask."""

import copy
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler

_TOKEN = "token-of-the-first-user"
_MADE_UP_VOICES = ("alloy", "echo", "fable", "onyx", "nova", "shimmer")


def _settings() -> dict[str, Any]:
    return {
        "tts": {
            "ENGINE": "openai",
            "OPENAI_API_BASE_URL": "",
            "OPENAI_API_KEY": "",
            "OPENAI_PARAMS": {},
            "MODEL": "tts-1",
            "VOICE": "alloy",
        },
        "stt": {"ENGINE": ""},
    }


@dataclass
class FakeOpenWebUI:
    """`forgets` names a field that is not saved; `drops_parameters` leaves them out; a
    speech answer gets `adds_to_the_audio` at its end."""

    base_url: str
    key: str
    forgets: str = ""
    drops_parameters: bool = False
    adds_to_the_audio: bytes = b""
    settings: dict[str, Any] = field(default_factory=_settings)

    def application(self) -> web.Application:
        self.settings["tts"] |= {"OPENAI_API_BASE_URL": self.base_url, "OPENAI_API_KEY": self.key}
        app = web.Application(middlewares=[self._signed_in])
        app.router.add_get("/health", self._answer)
        app.router.add_get("/api/version", self._answer)
        app.router.add_post("/api/v1/auths/signup", self._answer)
        app.router.add_get("/api/config", self._answer)
        app.router.add_get("/api/v1/audio/config", self._answer)
        app.router.add_post("/api/v1/audio/config/update", self._update)
        app.router.add_get("/api/v1/audio/{list:voices|models}", self._list)
        app.router.add_post("/api/v1/audio/speech", self._speech)
        return app

    @web.middleware
    async def _signed_in(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        token = request.headers.get("Authorization")
        if "/audio/" in request.path and token != f"Bearer {_TOKEN}":
            return web.json_response({"detail": "Not authenticated"}, status=401)
        return await handler(request)

    async def _answer(self, request: web.Request) -> web.Response:
        tts = self.settings["tts"]
        answers: dict[str, object] = {
            "/health": {"status": True},
            "/api/version": {"version": "0.0.1"},
            "/api/v1/auths/signup": {"token": _TOKEN},
            "/api/config": {"audio": {"tts": {"voice": tts["VOICE"]}}},
            "/api/v1/audio/config": self.settings,
        }
        return web.json_response(answers[request.path])

    async def _update(self, request: web.Request) -> web.Response:
        kept = copy.deepcopy(self.settings["tts"])
        self.settings = await request.json()
        if self.forgets:
            self.settings["tts"][self.forgets] = kept[self.forgets]
        return web.json_response(self.settings)

    async def _list(self, request: web.Request) -> web.Response:
        what = request.match_info["list"]
        url = f"{self.settings['tts']['OPENAI_API_BASE_URL']}/audio/{what}"
        try:
            async with aiohttp.ClientSession() as session, session.get(url) as response:
                return web.json_response({what: (await response.json())[what]})
        except aiohttp.ClientError:
            made_up = _MADE_UP_VOICES if what == "voices" else ("tts-1", "tts-1-hd")
            return web.json_response({what: [{"id": name, "name": name} for name in made_up]})

    async def _speech(self, request: web.Request) -> web.Response:
        tts = self.settings["tts"]
        parameters = {} if self.drops_parameters else tts["OPENAI_PARAMS"]
        body = {**await request.json(), "model": tts["MODEL"], **parameters}
        url = f"{tts['OPENAI_API_BASE_URL']}/audio/speech"
        headers = {"Authorization": f"Bearer {tts['OPENAI_API_KEY']}"}
        try:
            async with (
                aiohttp.ClientSession(headers=headers) as session,
                session.post(url, json=body) as response,
            ):
                response.raise_for_status()
                return web.Response(
                    body=await response.read() + self.adds_to_the_audio,
                    content_type=response.content_type,
                )
        except aiohttp.ClientResponseError as err:
            return web.json_response({"detail": f"External: {err}"}, status=err.status)
        except aiohttp.ClientError:
            detail = "Open WebUI: Server Connection Error"
            return web.json_response({"detail": detail}, status=500)
