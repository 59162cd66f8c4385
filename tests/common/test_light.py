import subprocess
import sys


def test_common_imports_nothing_heavy_and_nothing_above_it() -> None:
    """The bridge imports it too, and must stay small."""
    program = """
import importlib, pkgutil, sys
import jabbertts_wyoming.common as common
for module in pkgutil.iter_modules(common.__path__):
    importlib.import_module(f"{common.__name__}.{module.name}")
heavy = {"numpy", "onnx", "onnxruntime", "piper"} & set(sys.modules)
above = {
    name for name in sys.modules
    if name.startswith("jabbertts_wyoming.") and not name.startswith(common.__name__)
}
sys.exit(f"{heavy} {above}" if heavy or above else 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
