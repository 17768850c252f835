"""What a gdb that is ended at a bad moment may leave behind: a SIGSTOP of its own, still on its way to a thread of the
target, which stops all of it once nobody traces it any more. Whoever could set it running again may be gone as well, so a
shell in a session of its own waits for gdb's end, however that comes, and looks after the target for a moment."""

import os
import subprocess

import gdb

# The first line ends with gdb, which holds the other end of the pipe, or says one word when it ends without a target: then
# nothing is on its way, and whoever stops the target next means it. $1 = PID, $2 = its start time: of another
# process that got the same PID nothing is known. Fields of /proc/PID/stat behind the name: 3 = state, 22 = start time.
_SCRIPT = r"""
read -r word
[ "$word" = done ] && exit 0
set -f
tries=15
while [ "$tries" -gt 0 ]; do
  read -r line < "/proc/$1/stat" || exit 0
  set -- "$1" "$2" ${line##*) }
  [ "${22}" = "$2" ] || exit 0
  [ "$3" = T ] && kill -CONT "$1"
  sleep 0.1
  tries=$((tries - 1))
done
"""

_guardian = None


def watch_over(pid):
    """For a target that is not stopped when gdb comes."""
    global _guardian
    with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as file:
        started = file.read().rpartition(") ")[2].split()[22 - 3]
    _guardian = subprocess.Popen(
        ["/bin/sh", "-c", _SCRIPT, "trivet-guardian", str(pid), started],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": os.environ.get("PATH", os.defpath)},
        start_new_session=True,
    )
    if hasattr(gdb.events, "gdb_exiting"):
        gdb.events.gdb_exiting.connect(_on_exit)


def _on_exit(_event):
    if gdb.selected_inferior().pid != 0:
        return
    try:
        _guardian.stdin.write(b"done\n")
        _guardian.stdin.flush()
    except OSError:
        pass  # it was ended
