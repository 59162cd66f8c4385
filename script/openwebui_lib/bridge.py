"""The bridge asked directly: what Open WebUI's answers are compared with."""

import aiohttp

from .errors import CheckError
from .openwebui import answers


class Bridge:
    """The bridge at `url`, its root; the lists are asked for without the key."""

    def __init__(self, session: aiohttp.ClientSession, url: str, key: str) -> None:
        self._session = session
        self._url = url
        self._headers = {"Authorization": f"Bearer {key}"}

    async def up(self) -> bool:
        """Tell whether it and the speech server behind it are well."""
        return await answers(self._session, f"{self._url}/health")

    async def voices(self) -> dict[str, str]:
        """Return its voices: names by id."""
        async with self._session.get(f"{self._url}/v1/audio/voices") as response:
            return {v["id"]: v["name"] for v in (await response.json())["voices"]}

    async def models(self) -> list[str]:
        """Return its models."""
        async with self._session.get(f"{self._url}/v1/audio/models") as response:
            return [model["id"] for model in (await response.json())["models"]]

    async def speak(self, **fields: object) -> bytes:
        """Return what it answers to a speech request of these `fields`."""
        url = f"{self._url}/v1/audio/speech"
        async with self._session.post(url, json=fields, headers=self._headers) as response:
            if not response.ok:
                answer = (await response.text())[:300]
                raise CheckError(f"the bridge itself answers {response.status} {answer}")
            return await response.read()
