"""What `GET /` tells: what this is, and what to type into Open WebUI's settings."""

import html

from .schemas import Landing


def landing(origin: str, version: str) -> Landing:
    """Return the content, for a bridge that the client reached at `origin`."""
    base = f"{origin}/v1"
    return Landing(
        name="JabberTTS bridge: OpenAI's speech API in front of Wyoming",
        version=version,
        base_url=base,
        openapi=f"{origin}/openapi.json",
        health=f"{origin}/health",
        open_webui={
            "where": "Settings > Admin > Audio > Text-to-Speech",
            "Text-to-Speech Engine": "OpenAI",
            "API Base URL": base,
            "API Key": "the key of this bridge, or any word if it has none",
            "TTS Voice": "alloy, or a voice of /v1/audio/voices",
            "TTS Model": "tts-1",
        },
    )


def landing_page(content: Landing) -> str:
    """Return the same as HTML."""
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th><td><code>{html.escape(value)}</code></td></tr>"
        for name, value in content.open_webui.items()
    )
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>JabberTTS bridge</title>"
        f"<h1>{html.escape(content.name)}</h1><p>Version {html.escape(content.version)}. "
        f"Base URL for OpenAI clients: <code>{html.escape(content.base_url)}</code></p>"
        f"<h2>Open WebUI</h2><table>{rows}</table>"
        '<p><a href="health">health</a> · <a href="v1/audio/voices">voices</a> · '
        '<a href="v1/models">models</a> · <a href="metrics">metrics</a> · '
        '<a href="openapi.json">OpenAPI</a></p></html>'
    )
