"""Run as `python -m script.bench_lib`."""

import signal

from .cli import main

# So that the servers are stopped too when the benchmark is ended from outside.
signal.signal(signal.SIGTERM, signal.default_int_handler)
raise SystemExit(main())
