from pathlib import Path

from script.bench_lib.document import BRIDGE, KOKORO, MEMORY, NAME, write_report, write_section


def written(folder: Path) -> str:
    return (folder / NAME).read_text(encoding="utf-8")


def test_each_run_leaves_the_others_part_alone(tmp_path: Path) -> None:
    write_report(tmp_path, "# Benchmarks\n\nservers 1\n")
    assert written(tmp_path) == "# Benchmarks\n\nservers 1\n"
    write_section(tmp_path, BRIDGE, "## The bridge\n\nbridge 1\n")
    first = written(tmp_path)
    assert first.startswith("# Benchmarks\n\nservers 1\n\n<!-- bridge")
    assert "bridge 1" in first

    write_section(tmp_path, BRIDGE, "## The bridge\n\nbridge 2\n")
    assert written(tmp_path) == first.replace("bridge 1", "bridge 2")
    write_report(tmp_path, "# Benchmarks\n\nservers 2\n")
    assert written(tmp_path) == first.replace("bridge 1", "bridge 2").replace(
        "servers 1", "servers 2"
    )


def test_a_section_without_a_report_has_its_title(tmp_path: Path) -> None:
    write_section(tmp_path, BRIDGE, "## The bridge\n")
    assert written(tmp_path).startswith("# Benchmarks\n\n<!-- bridge")


def test_what_is_behind_the_section_stays(tmp_path: Path) -> None:
    write_section(tmp_path, BRIDGE, "## The bridge\n")
    (tmp_path / NAME).write_text(written(tmp_path) + "\nby hand\n", encoding="utf-8")
    write_section(tmp_path, BRIDGE, "## The bridge\n")
    assert written(tmp_path).startswith("# Benchmarks\n\nby hand\n\n<!-- bridge")


def test_the_sections_keep_their_order_and_each_other(tmp_path: Path) -> None:
    write_section(tmp_path, MEMORY, "## Memory\n\nmemory 1\n")
    write_section(tmp_path, KOKORO, "## Kokoro\n\nkokoro 1\n")
    write_section(tmp_path, BRIDGE, "## The bridge\n\nbridge 1\n")
    write_report(tmp_path, "# Benchmarks\n\nservers 1\n")
    write_section(tmp_path, KOKORO, "## Kokoro\n\nkokoro 2\n")
    parts = [part for part in written(tmp_path).splitlines() if part.endswith((" 1", " 2"))]
    assert parts == ["servers 1", "bridge 1", "kokoro 2", "memory 1"]
    first = written(tmp_path)
    write_report(tmp_path, "# Benchmarks\n\nservers 1\n")
    assert written(tmp_path) == first
