"""What a language's file may say."""

import ast
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from jabbertts_wyoming.text.normalise import schema
from jabbertts_wyoming.text.normalise.schema import LanguageData

FILES = sorted(Path(schema.__file__).parent.glob("*.py"))
PARTS = {
    name
    for name, field in LanguageData.model_fields.items()
    if isinstance(field.default, BaseModel)
}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"numbres": {}}, "numbres"),
        ({"numbers": {"range": "{a} to {c}"}}, r"unknown field \{c\}; allowed: \{a\}, \{b\}"),
        ({"units": {"names": {"x": {"one": "{0}"}}}}, "'other' is missing"),
        ({"units": {"names": {"x": {"other": "{0}", "lots": "{0}"}}}}, "plural category lots"),
        ({"abbreviations": {"x": [{"words": "y", "before": "noun"}]}}, "before"),
        ({"years": {"low": "old"}}, "years.low"),
    ],
)
def test_a_wrong_file_is_refused(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        LanguageData.model_validate(wrong)


def unexplained(model: ast.ClassDef) -> set[str]:
    """Return the fields of a class that no docstring follows."""
    fields = zip(model.body, [*model.body[1:], None], strict=True)
    return {
        ast.unparse(field.target)
        for field, following in fields
        if isinstance(field, ast.AnnAssign) and not isinstance(following, ast.Expr)
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_field_is_explained(path: Path) -> None:
    """A part of a file is explained by its own class."""
    for each in ast.parse(path.read_text("utf-8")).body:
        if isinstance(each, ast.ClassDef):
            assert unexplained(each) - PARTS == set()
