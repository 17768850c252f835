// What `trivet profile --help` says.

import { granularities } from "../../core/pprof/views.ts";

/** Rows of the table for people, when they do not say. */
export const textRows = 40;

export const profileUsage = `
usage: trivet profile top|tree|traces|tags|raw|callgrind|dot FILE… [OPTIONS]
       trivet profile peek|list EXPRESSION FILE… [OPTIONS]
       trivet profile proto|topproto FILE… --output FILE.pb.gz [OPTIONS]
       trivet profile diff BEFORE AFTER [OPTIONS]
       trivet profile trend FILE FILE… [OPTIONS] | FILE.trivet [--kind heap|allocs|goroutine] [OPTIONS]
       trivet profile convert FILE… --to proto|folded|callgrind|dot [--output FILE] [OPTIONS]

FILE is a profile as net/http/pprof serves it: protobuf, gzip or not, or the text of debug=1 (heap, allocs, goroutine,
goroutineleak, threadcreate, mutex, block); or folded stacks; or the URL of one, where a target's base URL (or host:port,
:port) means its heap. Several are added up. The numbers are those of \`go tool pprof\` with the
same flags, and so are the texts of all reports but top and diff. EXPRESSION and RE are RE2, as in Go.

reports
  top        what each function accounts for: flat itself, cum with everything it called
  tree       each function with its callers and callees          peek   the same, of the functions that match
  traces     every sample with its labels and stack              tags   how the total divides among labels
  raw        everything in the file, as text                     list   source lines with what each accounts for
  callgrind  for KCachegrind          dot  for Graphviz          proto  the profile after filters, as a file
  topproto   the table of top as a profile                       diff   top AFTER --diff-base BEFORE, with intervals
  trend      how each function grew over many profiles: slope, in how many intervals, share
             diff, trend: 95 % intervals; what sampling explains comes last, marked ~

a process of this machine instead of a FILE
  --pid N                its heap profile up to this moment, out of its memory: no port, no stop, no collection; garbage
                         that waits for the next one is in it (Go 1.19 to 1.27, x86-64 Linux, the same user or root)

comparing
  --base FILE            subtract this earlier profile; equal stacks cancel, percentages are of what is left
  --diff-base FILE       subtract this earlier profile; percentages are of its total
  --normalize            first scale FILE so that its totals are those of the base
  --drop-negative        leave out what shrank

choosing
  --sample-type TYPE     inuse_space, inuse_objects, alloc_space, alloc_objects, or a number
                         (default: the profile's own default, which for heap is inuse_space)
  --granularity G        ${granularities.join(", ")} (default: functions)
  --no-inlines           attribute inlined calls to the function that they were inlined into
  --focus RE             only samples that go through a function, file or binary that matches
  --ignore RE            no samples that go through one
  --hide RE, --show RE   leave out frames that match, or that do not; what they account for goes to their callers
  --show-from RE         begin stacks at the match nearest to the root
  --prune-from RE        drop what the match nearest to the leaf called
  --tag-focus EXPR       only samples with such a label: RE, KEY=RE,RE, or a range such as 4kb, 4kb:1mb, KEY=:64kb
  --tag-ignore EXPR      no samples with such a label
  --tag-show RE          only labels whose key matches         --tag-hide RE  none whose key matches
  --tag-root KEY,…       labels as frames at the root          --tag-leaf KEY,…  at the leaf
  --relative-percentages percentages of what the filters leave, not of everything
  --mean                 amounts by the first sample type: bytes an object, delay a contention

trend
  --rows R               flat: what functions allocate themselves (default), cum: with what they call, stack: stacks
  --kind KIND            which snapshots of an investigation: heap (default), allocs, goroutine

showing
  --cum                  sort by cum instead of flat
  --node-count N         the first N rows or nodes; 0 = all (top: 0 with --json, else ${textRows}; tree, dot: 80)
  --node-fraction F      leave out nodes whose cum is below this share of the total (tree, dot, topproto: 0.005)
  --edge-fraction F      leave out calls below this share (tree, dot: 0.001)
  --no-trim              leave out nothing
  --compact-labels       no lines about the profile above tree and peek
  --unit UNIT            bytes, MB, ms, …; minimum (default) suits the smallest, auto each value
  --source-path DIR      where list looks for sources           --trim-path PREFIX  what it takes off their paths
  --output FILE          write to a file (proto, topproto, convert)
  --overwrite            replace that file where it exists
  --json                 {"schema","sampleType","total","rows":[{"name","flat","cum"}]}, integers exact

examples:
  curl -so heap.pb.gz http://127.0.0.1:6060/debug/pprof/heap && trivet profile top heap.pb.gz
  trivet profile diff before.pb.gz after.pb.gz --granularity lines --ignore '^runtime\\.'
  trivet profile top 'http://127.0.0.1:6060/debug/pprof/allocs?seconds=30' --sample-type alloc_space --cum
  trivet profile peek 'cache\\.Put$' heap.pb.gz
  trivet profile convert heap.txt --sample-type inuse_space --output heap.folded
`;
