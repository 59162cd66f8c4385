from script.openwebui_lib.report import Result, exit_status, line, summary

GOOD = Result("voice list", True, 0.1234, "3 voices")
BAD = Result("message", False, 12.0, "500 no")


def test_a_line_tells_all() -> None:
    assert line(GOOD) == "ok     0.12 s  voice list: 3 voices"
    assert line(BAD) == "FAIL  12.00 s  message: 500 no"


def test_the_summary_counts() -> None:
    assert summary([GOOD, BAD]) == "1 of 2 checks passed"


def test_one_failure_is_a_failure() -> None:
    assert exit_status([GOOD, GOOD]) == 0
    assert exit_status([GOOD, BAD]) == 1


def test_nothing_checked_is_a_failure() -> None:
    assert exit_status([]) == 1
