"""Open WebUI: the settings it starts with, and what its pages ask of it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import aiohttp

from .errors import CheckError

# What its lists show when they can't be had: to be told from ours.
FALLBACK_MODELS = ("tts-1", "tts-1-hd")
FALLBACK_VOICES = ("alloy", "echo", "fable", "onyx", "nova", "shimmer")
_USER = {
    "name": "Check",
    "email": "check@example.org",
    "password": "only-in-a-temporary-folder",
}
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR")
_TIMEOUT = aiohttp.ClientTimeout(total=120)


def settings(
    home: Path, origin: str, base_url: str, key: str, environment: Mapping[str, str]
) -> dict[str, str]:
    """Return the environment in which Open WebUI starts headless, offline and set to the bridge.

    Its pages are at `origin`, and `base_url` is the bridge's API. Nothing of the user's
    `environment` but its search path and language comes in: a proxy would take the requests to the
    bridge, and another Open WebUI's database must not be used.
    """
    return {
        **{name: environment[name] for name in _KEPT if name in environment},
        "HOME": str(home),
        "DATA_DIR": str(home / "data"),
        "STATIC_DIR": str(home / "static"),
        "WEBUI_SECRET_KEY": key,
        "CORS_ALLOW_ORIGIN": origin,
        # Its slim mode: no local models, so no torch, transformers or chromadb.
        "USE_SLIM_DOCKER": "true",
        "OFFLINE_MODE": "true",
        "HF_HUB_OFFLINE": "1",
        "ENABLE_VERSION_UPDATE_CHECK": "false",
        "ENABLE_OLLAMA_API": "false",
        "ENABLE_OPENAI_API": "false",
        "AUDIO_TTS_ENGINE": "openai",
        "AUDIO_TTS_OPENAI_API_BASE_URL": base_url,
        "AUDIO_TTS_OPENAI_API_KEY": key,
        "AUDIO_TTS_MODEL": "tts-1",
        "AUDIO_TTS_VOICE": "alloy",
    }


@dataclass(frozen=True, slots=True)
class Spoken:
    """Open WebUI's answer to one part of a message; `seconds` is until its last byte.

    `detail` is the text that its page shows if `status` is not 200.
    """

    status: int
    content_type: str
    body: bytes
    seconds: float
    detail: str


class OpenWebUI:
    """The requests that its pages make, as its first user, who is its administrator."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url
        self._headers: dict[str, str] = {}

    async def up(self) -> bool:
        """Tell whether it serves."""
        return await answers(self._session, f"{self._url}/health")

    async def sign_up(self) -> None:
        """Make the first user and be it from now on."""
        user = await self._json("POST", "/api/v1/auths/signup", _USER)
        self._headers = {"Authorization": f"Bearer {user['token']}"}

    async def version(self) -> str:
        """Return its version."""
        return str((await self._json("GET", "/api/version"))["version"])

    @property
    def login(self) -> str:
        """Who signs in, and by which password."""
        return f"{_USER['email']}, password {_USER['password']}"

    async def tts(self) -> dict[str, Any]:
        """Return the fields of its page Settings > Admin > Audio > Text-to-Speech."""
        return dict((await self._json("GET", "/api/v1/audio/config"))["tts"])

    async def voice(self) -> str:
        """Return the voice that its page sends along with a message: the one that is set."""
        config = await self._json("GET", "/api/config")
        return str(config["audio"]["tts"]["voice"])

    async def voices(self) -> dict[str, str]:
        """Return the voices it offers: names by id."""
        answer = await self._json("GET", "/api/v1/audio/voices")
        return {voice["id"]: voice["name"] for voice in answer["voices"]}

    async def models(self) -> list[str]:
        """Return the models it offers."""
        answer = await self._json("GET", "/api/v1/audio/models")
        return [model["id"] for model in answer["models"]]

    async def save_audio(self, **changes: object) -> None:
        """Change some of the fields of `tts` and save them."""
        config = await self._json("GET", "/api/v1/audio/config")
        changed = {**config, "tts": {**config["tts"], **changes}}
        saved = await self._json("POST", "/api/v1/audio/config/update", changed)
        for field, value in changes.items():
            if saved["tts"][field] != value:
                raise CheckError(f"{field} was not saved: {saved['tts'][field]!r}")

    async def speak(self, text: str, voice: str) -> Spoken:
        """Have it speak one part of a message, as its "Read aloud" does."""
        began = time.perf_counter()
        async with self._session.post(
            f"{self._url}/api/v1/audio/speech",
            json={"input": text, "voice": voice},
            headers=self._headers,
            timeout=_TIMEOUT,
        ) as response:
            body = await response.read()
            seconds = time.perf_counter() - began
            detail = "" if response.ok else str((await response.json())["detail"])
            return Spoken(response.status, response.content_type, body, seconds, detail)

    async def _json(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        async with self._session.request(
            method, f"{self._url}{path}", json=body, headers=self._headers, timeout=_TIMEOUT
        ) as response:
            if not response.ok:
                answer = (await response.text())[:300]
                raise CheckError(f"{method} {path}: {response.status} {answer}")
            return cast("dict[str, Any]", await response.json())


async def answers(session: aiohttp.ClientSession, url: str) -> bool:
    """Tell whether a GET of `url` is answered with 200."""
    try:
        async with session.get(url, timeout=_TIMEOUT) as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False
