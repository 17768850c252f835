// What to try where the advice by code does not fit: the error names the reason (core/errors.ts).

export const advice = {
  "advice.empty-file":
    "The file is empty: what wrote it failed, or printed nothing. Take it again, with curl -fo FILE so that an error is not taken for an answer.",
  "advice.file-too-large":
    "No profile, dump or page of counters is that large. Check that this is the file you mean.",
  "advice.gdb-holds":
    "Let it go on first: Resume or Detach in the gdb panel. What gdb itself reads, such as Count heap spans, works while it is stopped.",
  "advice.needs-full":
    "Take the dump with every goroutine: of a URL with --full, of a file from goroutine?debug=2. It stops the target while it is printed.",
  "advice.needs-labels":
    "The profile has labels where the program sets them (pprof.Do): take goroutine without debug=2, or give the URL without --full.",
  "advice.no-counters":
    "The protobuf form has no counters. Take them with curl 'http://HOST:PORT/debug/pprof/heap?debug=1', or give the target's URL.",
  "advice.no-demo": "trivet demo --list names the programs.",
  "advice.no-evidence":
    "Give heap profiles of one process, some minutes apart: curl -so 1.pb.gz 'http://HOST:PORT/debug/pprof/heap?gc=1', and again later. Or record: trivet record --url URL.",
  "advice.no-folder": "Make the folder first, or check its name.",
  "advice.no-function":
    "Names are matched in any part, with upper and lower case: trivet profile top FILE shows them. A leading (?i) matches in any case.",
  "advice.no-goroutine":
    "The ids are in the headings of the dump: goroutine 17 [chan receive]. What has ended is in no later dump.",
  "advice.no-group":
    "Name a type with its package, a dot, and a field of it that is a text, a number or a truth value: main.Session.Tenant. Fields of fields are named the same way: main.Session.Tenant.Name.",
  "advice.no-names":
    "Give the address of an object of more than 512 bytes with pointers (Go 1.22 and later): the runtime keeps its type. Or build without -w; the program runs no slower for it.",
  "advice.no-sample-type":
    "Give one of those, or its number from 0. A profile of another kind has others.",
  "advice.no-type":
    "Say of which type it is, with --type: a name as Go writes it, with its package (main.Order, []*example.com/shop.Item). The runtime keeps types of objects of more than 512 bytes only, since Go 1.22.",
  "advice.no-variable":
    "Give an address (0xc000012000) or a package-level variable with its package, and fields if you like: main.cache, example.com/shop.orders[3].Customer.",
  "advice.not-an-archive":
    "An investigation is one FILE.trivet, or the folder FILE.trivet-live. Profiles are read by trivet profile, or trivet diagnose FILE….",
  "advice.not-goroutines":
    "trivet profile top reads profiles of other kinds. Goroutines are in goroutine and goroutine?debug=2 of the target.",
  "advice.not-ordinary":
    "A pipe, a socket or a device cannot be read here and there. Copy what it gives to a file first, and choose that.",
  "advice.other-executable":
    "Trivet reads the memory of Go programs only: `go version FILE` tells whether one is, and of which Go. With --core, give with --exe the very program that ran.",
  "advice.remote-forbidden":
    "Go there as the user that the process runs as, or as root without a question (--via 'ssh HOST sudo -n sh'); with kernel.yama.ptrace_scope above 0 only root may look into a process.",
  "advice.root-forbidden":
    "Even root may not look into this process from here: it belongs to another container or user namespace. Run Trivet in there, with CAP_SYS_PTRACE, or use counters over HTTP.",
} as const;
