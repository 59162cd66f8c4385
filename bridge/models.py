"""The models that a request may name: OpenAI's, which mean any voice, and the servers' engines."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from .errors import ApiError
from .order import Voice
from .voices.wording import fold, hint, listed, quoted

ALIASES = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts", "gpt-4o-mini-tts-2025-12-15")
_OWNER = "jabbertts"


@dataclass(frozen=True, slots=True)
class Model:
    """One entry of OpenAI's list; `created` is in Unix seconds, 0 since nobody tells it."""

    id: str
    owned_by: str = _OWNER
    created: int = 0


def models_of(voices: Sequence[Voice]) -> list[Model]:
    """Return the models: the aliases, then each engine that the voices name."""
    engines = dict.fromkeys(v.engine for v in voices if v.engine)
    return [Model(id_) for id_ in dict.fromkeys([*ALIASES, *engines])]


def model_of(model_id: str, voices: Sequence[Voice]) -> Model:
    """Return the model of this id, whatever its case.

    Raises the 404 `model_not_found`, which lists the models there are.
    """
    models = models_of(voices)
    known = [model.id for model in models]
    for same in (lambda id_: id_ == model_id, lambda id_: fold(id_) == fold(model_id)):
        if found := next((model for model in models if same(model.id)), None):
            return found
    raise ApiError(
        HTTPStatus.NOT_FOUND,
        f"there is no model {quoted(model_id)}; {hint(model_id, known)}there are {listed(known)}",
        param="model",
        error_code="model_not_found",
        may_help=False,
    )


def engine_of(model_id: str, voices: Sequence[Voice]) -> str | None:
    """Return the engine that a model stands for; None is any. Raises as `model_of` does."""
    id_ = model_of(model_id, voices).id
    return None if id_ in ALIASES else id_
