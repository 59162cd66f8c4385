"""Run as `python -m script.openwebui_lib`."""

import signal

from .cli import main

# So that the programs are stopped too when the check is ended from outside.
signal.signal(signal.SIGTERM, signal.default_int_handler)
raise SystemExit(main())
