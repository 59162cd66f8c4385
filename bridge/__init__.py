"""The bridge: OpenAI's speech API over HTTP, and inside nothing but a Wyoming client."""
