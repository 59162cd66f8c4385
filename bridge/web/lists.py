"""The lists of models and voices, as OpenAI and as Open WebUI read them."""

from collections.abc import Sequence

from aiohttp import web

from .. import models
from ..errors import UpstreamDownError
from ..models import model_of, models_of
from ..order import Upstream, Voice
from ..voices.listing import voice_list
from ..voices.names import VoiceNames
from .reply import reply
from .schemas import AudioModel, AudioModelList, AudioVoice, AudioVoiceList, Model, ModelList


class ListHandlers:
    """`GET` of the models and the voices."""

    def __init__(self, upstream: Upstream, names: VoiceNames) -> None:
        self._upstream = upstream
        self._names = names

    async def models(self, _request: web.Request) -> web.Response:
        """Answer `/v1/models`."""
        return reply(ModelList(data=await self._models()))

    async def model(self, request: web.Request) -> web.Response:
        """Answer `/v1/models/{id}`; raises `ApiError` 404."""
        model_id = request.match_info["id"].rstrip("/")
        return reply(_told(model_of(model_id, await self._voices())))

    async def audio_models(self, _request: web.Request) -> web.Response:
        """Answer `/v1/audio/models`."""
        models = [AudioModel(id=model.id, name=model.id) for model in await self._models()]
        return reply(AudioModelList(models=models))

    async def audio_voices(self, _request: web.Request) -> web.Response:
        """Answer `/v1/audio/voices`; raises `UpstreamDownError`."""
        entries = voice_list(await self._upstream.voices(), self._names)
        return reply(AudioVoiceList(voices=[AudioVoice(**entry) for entry in entries]))

    async def _models(self) -> list[Model]:
        return [_told(model) for model in models_of(await self._voices())]

    async def _voices(self) -> Sequence[Voice]:
        """Return the voices; none while no server is up, as the aliases hold all the same."""
        try:
            return await self._upstream.voices()
        except UpstreamDownError:
            return ()


def _told(model: models.Model) -> Model:
    return Model(id=model.id, created=model.created, owned_by=model.owned_by)
