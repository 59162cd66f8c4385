"""The HTTP side: the aiohttp application and what it answers."""
