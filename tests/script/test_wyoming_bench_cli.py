from dataclasses import replace

from script.bench_lib.results import CliRow
from script.bench_lib.wyoming_bench_cli import parse_summary

OUTPUT = """\
wyoming-bench 2026.10.0 (tts)
=== 127.0.0.1:4001 (jabbertts) ===
[non_streaming] ok=4 fail=0
  metric             min      mean    median       p95       max
  TTFT (ms)         11.0      12.0      13.0      14.0      15.0

==============================================================================
Summary (lower is better)
==============================================================================

[non_streaming]
  server                              ok   TTFT_mean    TTFT_p95  Total_mean  RTF_norm   RTF_adj
  127.0.0.1:4001 (jabbertts)           4        28.5        30.1       390.2      0.05      1.00\
      0.05       7.70s
  127.0.0.1:4002 (piper)              12       144.9       193.2       427.0      0.05      1.00\
      0.05       7.71s

[streaming]
  server                              ok   TTFT_mean
  127.0.0.1:4001 (jabbertts)           0         n/a         n/a         n/a       n/a       n/a\
       n/a        n/as
  127.0.0.1:4002 (piper)               4       176.5       284.4       680.7      0.05      1.00\
      0.05       7.70s
"""


def rounded(row: CliRow) -> CliRow:
    return replace(
        row,
        first_audio_mean=round(row.first_audio_mean, 6),
        first_audio_p95=round(row.first_audio_p95, 6),
        total_mean=round(row.total_mean, 6),
    )


def test_rows_are_read_by_port_in_seconds() -> None:
    rows = parse_summary(OUTPUT, {4001: "ours", 4002: "peer"})
    assert [rounded(row) for row in rows] == [
        CliRow("ours", "non_streaming", 4, 0.0285, 0.0301, 0.3902),
        CliRow("peer", "non_streaming", 12, 0.1449, 0.1932, 0.427),
        CliRow("peer", "streaming", 4, 0.1765, 0.2844, 0.6807),
    ]


def test_output_without_a_summary_has_no_rows() -> None:
    assert parse_summary("usage: wyoming-bench\n", {4001: "ours"}) == []
