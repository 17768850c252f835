# Read by gdb after the executable (-x): registers Trivet's commands. Everything else lives in the package beside it.

import os
import sys

sys.dont_write_bytecode = True
_here = os.path.dirname(os.path.abspath(os.path.expanduser(__file__)))
if _here not in sys.path:
    sys.path.insert(0, _here)

import trivet_gdb.registration  # noqa: E402

trivet_gdb.registration.register()
