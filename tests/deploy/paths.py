from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "deploy" / "docker-compose.yml"
ENV_EXAMPLE = ROOT / "deploy" / ".env.example"
STORE = ROOT / "deploy" / "home-assistant"
ADDON = STORE / "jabbertts"
SERVICES = ADDON / "rootfs/etc/s6-overlay/s6-rc.d"
RUN = SERVICES / "jabbertts" / "run"
FINISH = SERVICES / "jabbertts" / "finish"
DISCOVERY = SERVICES / "discovery" / "run"


def dockerfile(path: Path) -> list[tuple[str, str]]:
    """Return the instructions of a Dockerfile, comments out and continued lines joined."""
    lines = [line for line in path.read_text().splitlines() if not line.lstrip().startswith("#")]
    text = "\n".join(lines).replace("\\\n", " ")
    pairs = (line.strip().split(None, 1) for line in text.splitlines() if line.strip())
    return [(name.upper(), " ".join(rest.split())) for name, rest in pairs]
