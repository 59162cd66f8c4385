"""Run as `python -m script.quality_lib`."""

import signal

from .cli import main

# So that the server is stopped too when the script is ended from outside.
signal.signal(signal.SIGTERM, signal.default_int_handler)
raise SystemExit(main())
