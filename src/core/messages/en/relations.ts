// Callers and callees, source lines, labels, and a function over time.

export const relations = {
  "panel.callers": "Callers",
  "panel.source": "Source",
  "panel.tags": "Labels",

  "relations.pick.title": "No function is picked",
  "relations.pick.text":
    "Pick one in the flame graph or the table, or begin with one of those that account for most here.",
  "relations.absent.title": "{name} is not in this snapshot",
  "relations.absent.text":
    "It accounts for nothing here. Another snapshot may have it, or a filter leaves it out.",
  "relations.absent.filters": "Clear the filters",
  "relations.suggestion": "{name}, {share} of all",

  "callers.loading": "Adding up the calls…",
  "callers.callers": "Callers: who called it",
  "callers.callees": "Callees: what it called",
  "callers.none":
    "Nobody: it is where a goroutine begins, or where its stack was cut off.",
  "callers.leaf": "Nothing: all that it accounts for is its own.",
  "callers.value": "Value",
  "callers.share": "Of {which}",
  "callers.share.function": "function",
  "callers.share.total": "total",
  "callers.name": "Function",
  "callers.inline": "inlined",
  "callers.place": "Place",
  "callers.flat": "flat {value} ({share})",
  "callers.cum": "cum {value} ({share})",
  "callers.go": "Go to {name}",
  "callers.count": "callers {callers}, callees {callees}",

  "source.loading": "Adding up the lines…",
  "source.file": "File",
  "source.extent": "Lines of",
  "source.extent.function": "the function",
  "source.extent.file": "the whole file",
  "source.flat": "Flat",
  "source.cum": "Cum",
  "source.line": "Line",
  "source.note": "Heap",
  "source.text": "Source",
  "source.label": "Lines of {file}",
  "source.origin.mapping": "by your mapping",
  "source.origin.recorded": "as recorded",
  "source.origin.goroot": "from the Go distribution here",
  "source.origin.module-cache": "from the module cache",
  "source.origin.bundled": "bundled with Trivet",
  "source.found": "{name}, {origin}: {path}",
  "source.newer":
    "This file was changed after the snapshot was taken: its lines may be others than those that ran.",
  "source.short":
    "The profile has lines beyond the end of this file: it is another version.",
  "source.otherGo":
    "This is the source of {here}; the target was built with {target}. Its lines may be others.",
  "source.part":
    "Lines {from} to {to} of {all}: the file is too long to show whole.",
  "source.missing.no-file": "The profile names no file for this function.",
  "source.missing.not-source":
    "The profile names {file}, which is not the name of a source file: it is not read.",
  "source.missing.unsafe-path":
    "The profile names {file}, a path that leads out of its folder or to another machine: it is not read.",
  "source.missing.not-found": "{file} is not on this machine.",
  "source.missing.not-a-file":
    "{file} is no regular source file here: it is not read.",
  "source.missing.too-large":
    "{file} is larger than any source file: it is not read.",
  "source.missing.not-text": "{file} is not text.",
  "source.missing.not-readable": "{file} may not be read by you.",
  "source.missing.values": "The lines that account for something:",
  "source.missing.how":
    "If you have the source elsewhere, say where: everything below the first folder is then looked for below the second.",
  "source.tried": "Looked for at {paths}.",
  "source.mappings": "Path mappings…",
  "source.mappings.title": "Where sources are on this machine",
  "source.mappings.from": "Where the program was built",
  "source.mappings.to": "Here",
  "source.mappings.to.hint": "An absolute path on this machine.",
  "source.mappings.add": "Add mapping",
  "source.mappings.remove": "Remove the mapping of {from}",
  "source.mappings.saved": "Kept for every investigation on this machine.",
  "source.mappings.none": "No mappings yet.",
  "source.why": "Why is this on the heap?",
  "source.why.cost":
    "Asks the Go compiler here: compiles this package once more, up to a minute the first time. Runs nothing of it, fetches nothing, leaves the target alone.",
  "source.why.running": "Compiling the package for its escape analysis…",
  "source.why.done": "{count} notes by {version} in {took:duration}",
  "source.why.otherGo":
    "The target was built with {target}: its compiler may have decided otherwise.",
  "source.why.cut": "More notes than can be shown were left out.",
  "source.why.line": "What the compiler says of line {line}",
  "source.why.line.none": "The compiler says nothing of line {line}.",
  "source.why.command": "Run in the folder of the file: {command}",
  "source.why.none": "The compiler has no note on this file.",
  "source.kind.escapes": "goes to the heap",
  "source.kind.moved": "moved to the heap",
  "source.kind.leaks": "leaves through a parameter",
  "source.kind.stays": "stays on the stack",
  "source.copyPlace": "Copy file:line",

  "tags.loading": "Adding up the labels…",
  "tags.label": "Labels and their values",
  "tags.key": "Label",
  "tags.value": "Value",
  "tags.amount": "Amount",
  "tags.share": "Of total",
  "tags.bar": "Share",
  "tags.filter": "Filter",
  "tags.search": "Find a label or value",
  "tags.count": "Labels: {keys}, values: {values}",
  "tags.focus": "Only this",
  "tags.ignore": "Without this",
  "tags.focused": "shown alone",
  "tags.empty.title": "This snapshot has no labels",
  "tags.empty.text":
    'Go puts labels on goroutines and CPU samples where the program sets them: pprof.Do(ctx, pprof.Labels("route", r), f). Heap profiles have one of their own, the size of the objects.',
  "tags.bytes": "object size",

  "timeline.picked": "Picked function",
  "timeline.picked.hint":
    "In-use bytes of the picked function and all that it calls, at each snapshot, looked at through the filters. A heap profile shows the heap as of the last completed collection, sampled: compare its course with the live heap, not its height.",

  "inspector.calls": "Calls",
  "inspector.overTime": "Over the snapshots",
  "inspector.overTime.text":
    "{first} in the first of {count} snapshots, {last} in the last.",
  "inspector.overTime.left": "{left} not shown",
} as const;
