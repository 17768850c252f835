// What to try, by error code. The fact itself comes with the error.

export const errors = {
  "error.bad-request":
    "The window and the main process disagree about a call. This is a bug in Trivet: please report it with the message above.",
  "error.cancelled": "Nothing was changed by the cancelled operation.",
  "error.internal":
    "This should not happen. Please report it with the message above; what was recorded is safe.",
  "error.not-found":
    "Check the path or the id; it may have been moved or never saved.",
  "error.usage": "Run the command with --help to see what it takes.",
  "error.url-invalid":
    "Give the pprof base URL, for example http://127.0.0.1:6060/debug/pprof.",
  "error.target-unreachable":
    "Check that the process runs, that its pprof port is the one in the URL, and that a tunnel, if any, is up.",
  "error.target-timeout":
    "The target took the connection but did not answer in time: it may be stopped, out of CPU or in a long GC. A recording under way retries by itself; otherwise try again.",
  "error.target-died":
    "The process is gone. Everything recorded until then is kept; open the timeline's end to see the last moments.",
  "error.tls-failed":
    "The server's certificate or protocol was refused. Check that the URL should be https and that its certificate is trusted by this machine.",
  "error.http-status":
    "The server answered, but not with a profile. Check the path: it usually ends in /debug/pprof.",
  "error.not-go-pprof":
    'This server does not look like a Go process with net/http/pprof. Import _ "net/http/pprof" in the target, or check host and port.',
  "error.profile-not-served":
    "The target does not serve this profile. The others still work.",
  "error.body-too-large":
    "The answer was larger than the limit and was cut off. A heap profile of this size means millions of distinct stacks.",
  "error.body-truncated":
    "The connection ended in the middle of the answer. Take the snapshot again; if it happens each time, a proxy on the way cuts long answers.",
  "error.pid-not-found":
    "No such process now. List Go processes with `pgrep -a`, or let Trivet find the PID from the pprof port.",
  "error.pid-forbidden":
    "That process belongs to another user. Run Trivet as the same user, or with sudo; counters over HTTP work without it.",
  "error.pid-mismatch":
    "Leave the PID out: Trivet then finds the process that listens on the URL's port.",
  "error.pid-reused":
    "The PID now belongs to another process: the target has ended. Connect again to watch the new one.",
  "error.procfs-unavailable":
    "This system has no /proc: RSS and cgroup series are left out, everything over HTTP works.",
  "error.profile-malformed":
    "The bytes are not a valid profile. Check that the file was not converted or edited; take it again with curl -o.",
  "error.profile-truncated":
    "The profile ends in the middle: the download was cut off. Take it again.",
  "error.profile-empty":
    "The profile holds no samples. A young process may not have allocated 512 KiB yet, or MemProfileRate is 0.",
  "error.profile-incompatible":
    "These two profiles measure different things and cannot be subtracted. Compare two of the same kind from the same program.",
  "error.profile-too-large":
    "Decompressed, this profile is larger than the limit. It may be damaged or hostile.",
  "error.memstats-malformed":
    "The answer has no readable runtime.MemStats footer. Check that the URL is a Go process's heap?debug=1.",
  "error.expression-invalid":
    "Expressions are RE2, as in Go: no look-around, no back-references. Write a character with a meaning of its own with a backslash: \\(, \\*, \\.",
  "error.gdb-missing":
    "gdb is not installed. Debian/Ubuntu: sudo apt-get install gdb. Fedora: sudo dnf install gdb. macOS: brew install gdb.",
  "error.gdb-too-old": "Trivet needs gdb 9.1 or newer with Python.",
  "error.gdb-died":
    "gdb ended by itself. The target was checked and left running; attach again when you like.",
  "error.gdb-timeout":
    "gdb did not answer in time. Interrupt it in the console, or detach.",
  "error.gdb-busy": "gdb is already attached or on its way. Detach first.",
  "error.gdb-failed": "gdb refused the command; its own words are above.",
  "error.gdb-refused":
    "The session is read-only, so that nothing in it can change the target. Detach, and attach without “Read-only” to use it.",
  "error.ptrace-refused":
    "The kernel does not let this user trace that process. As root: sysctl kernel.yama.ptrace_scope=0, or run Trivet as the target's user with CAP_SYS_PTRACE; in a container add --cap-add=SYS_PTRACE.",
  "error.already-traced":
    "Another debugger or strace holds this process. Let that one go first.",
  "error.target-not-go":
    "The process is not a Go program, or its symbols were stripped (-s -w): Go-specific commands cannot read it.",
  "error.layout-missing":
    "Neither type information nor symbols are left in this binary (linked with -s), so nobody can tell where the runtime keeps things. Build it without -s (-w alone is fine), or use profiles over HTTP; they need no symbols.",
  "error.layout-unsupported":
    "Trivet reads the memory of Go 1.19 to 1.27 on 64-bit x86 Linux. Use profiles over HTTP, or build with DWARF and one of these versions.",
  "error.layout-mismatch":
    "The binary and the memory do not belong together, or the runtime was changed. For a core, give the very executable that ran; a rebuilt one differs.",
  "error.memory-unreadable":
    "The core may lack these pages (coredump_filter, a full disk), or the process is just ending. Try again; for a core, give the executable with --exe.",
  "error.memory-inconsistent":
    "The process changed what was being read faster than it could be read, again and again. Try again when it is less busy, or stop it for the moment with kill -STOP.",
  "error.pause-too-long":
    "The process runs again, nothing was kept. Allow a longer pause (--max-pause), take an approximate graph without one (--no-pause), or look at a core.",
  "error.core-malformed":
    "This is not a core file, or only the beginning of one: check the disk's free space and `ulimit -c` where it was written, and copy it again.",
  "error.core-mismatch":
    "Give the very executable that ran when the core was written (--exe): compare `file -n` or `go tool buildid` of both.",
  "error.remote-failed":
    "The command has to start a shell that reads commands from its standard input, without asking for anything: try it as `echo id | COMMAND`. For ssh: a key in an agent, a known host key; it gets no terminal to ask on.",
  "error.remote-lost":
    "The connection broke, or something ended the shell at its other end. Nothing was changed there; run it again.",
  "error.remote-timeout":
    "Try the command as `echo id | COMMAND`: it has to start a shell that reads commands from its standard input. On a slow way allow more with --via-timeout.",
  "error.remote-unsuitable":
    "The other end needs Linux with /proc, a POSIX shell, dd and wc, and a pipe that changes no bytes: leave out -t of ssh, docker and kubectl.",
  "error.remote-too-large":
    "Copy the very executable that runs there to this machine, and give it with --exe.",
  "error.remote-no-pause":
    "Spans, goroutines, buckets, memstats, allocations and struct need no pause. For the graph run Trivet there, or take a core there (gcore PID) and give it with --core and --exe.",
  "error.disk-full":
    "Free space on that disk: recording keeps what it has in memory and continues by itself.",
  "error.disk-failed":
    "The disk refused the operation. Check permissions and whether it is mounted read-only.",
  "error.cache-unwritable":
    "Set XDG_CACHE_HOME to a folder that you may write to, or mend the permissions of this one.",
  "error.journal-corrupt":
    "The journal was changed after it was written. What stands before the damage is intact and can be read.",
  "error.investigation-locked":
    "Another Trivet is writing to this investigation. Close it there, or open the saved archive.",
  "error.archive-malformed":
    "The file is not a Trivet archive or was cut off. Compare its size with the original and copy it again.",
  "error.archive-mismatch":
    "A member's bytes do not match the manifest: the archive was damaged or altered. Do not rely on it; get the original again.",
  "error.archive-unsafe-path":
    "A member's path climbs out of the archive. The file is hostile or broken; nothing was written.",
  "error.archive-too-large":
    "The archive unpacks to more than the limit or more than it states: a zip bomb or damage.",
  "error.archive-too-new":
    "The archive was written by a newer Trivet. Update this one to open it.",
  "error.go-missing":
    "Go is needed to build the demo target. Debian/Ubuntu: sudo apt-get install golang-go. macOS: brew install go. The bundled sample works without it.",
  "error.build-failed":
    "The Go compiler refused the demo; its output is above.",
  "error.source-missing":
    "Add a path mapping in the Source panel: from the folder on the machine that built the program to the folder on this one.",
  "error.source-outside-module":
    "The compiler explains packages of Go modules only. Map the path to a checkout that has its go.mod.",
  "error.source-not-compiled":
    "The package does not compile here as it is. Build it once yourself in that folder (go build .), which also fetches what it needs, then ask again.",
  "error.sample-missing":
    "The bundled sample is not in this installation. Reinstall, or open a saved investigation.",
} as const;
