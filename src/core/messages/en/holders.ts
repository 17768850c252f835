// Who holds the heap: the object graph, its price, suspects and the tree of holders.

export const holders = {
  "panel.holders": "Holders",
  "profile.kind.holders": "object graph",
  "snapshot.holders": "object graph",
  "holders.toolbar": "Object graph",
  "holders.take": "Take object graph",
  "holders.running": "Taking an object graph",
  "holders.pricing": "Measuring what it would cost…",
  "holders.price":
    "The target stands still for about {ms:duration}, while {bytes:bytes} are copied.",
  "holders.paused": "stood still {ms:duration}",
  "holders.paused.full":
    "The target stood still for {ms:duration} while its heap was copied for this graph.",
  "holders.loading": "Reading the object graph",
  "holders.before": "Grown since",
  "holders.before.none": "nothing",
  "holders.total": "Live heap {bytes:bytes} in {objects:count} objects",
  "holders.suspects": "Suspects",
  "holders.tree": "Holders",
  "holders.none": "Nobody holds more than a twentieth of the heap alone.",
  "holders.none.grown": "Nobody holds more than in the earlier graph.",
  "holders.share": "Of the heap",
  "holders.share.growth": "Of growth",
  "holders.holds": "Holds",
  "holders.objects": "Objects",
  "holders.grown": "Growth",
  "holders.own": "Own",
  "holders.holder": "Held by",
  "holders.piles": "What piles up",
  "holders.open": "Show what it holds",
  "holders.close": "Hide what it holds",
  "holders.kind.global": "variable",
  "holders.kind.goroutine": "goroutines in this function",
  "holders.kind.finalizer": "finalizer",
  "holders.kind.cleanup": "cleanup",
  "holders.kind.shared": "held by several, freed with none alone",
  "holders.empty.title": "Who holds the heap",
  "holders.empty.text":
    "An object graph follows every pointer from variables and stacks, and says which of them keep how much alive: down to the field. It is read out of the process's memory, which stands still for the copy alone. A second graph later shows who holds more.",
  "holders.empty.archive":
    "No object graph was taken. It needs the running process: start a recording of it, and take one here.",
  "confirms.holder-growth": "Somebody holds what grows, and who",
  "finding.holder-growth.none": "No object graph of the heap was taken.",
  "finding.holder-growth.approximate":
    "The object graph was taken of a running process: its pointers are of many moments, and it is not weighed.",
  "finding.holder-growth.one.nobody":
    "Of {live:bytes} that are reachable, nobody holds more than a twentieth alone.",
  "finding.holder-growth.one.largest":
    "Of {live:bytes} that are reachable, {holder} holds most: {holds:bytes}, {share:percent}. A second object graph tells whether it grows.",
  "finding.holder-growth.one.held":
    "{holder} holds {holds:bytes}, {share:percent} of all that is reachable: room for at least {expected:bytes} that {site} is said to hold.",
  "finding.holder-growth.one.missing":
    "Only {live:bytes} are reachable at all; {site} is said to hold at least {expected:bytes}.",
  "finding.holder-growth.held-by":
    "Held by {holder}: {share:percent} of what grew in {duration:duration}, {grown:bytes} more.",
  "finding.holder-growth.held-by-site":
    "What {site} allocates is held: {holder} has {share:percent} of what grew in {duration:duration}, {grown:bytes} more.",
  "finding.holder-growth.missing":
    "What is reachable grew by {low:bytes-per-minute}; that is less than {site} is sure to have added.",
  "finding.holder-growth.steady":
    "No holder grew in {duration:duration}: all that is reachable changed by {low:bytes-per-minute}.",
  "finding.holder-growth.unsure":
    "In {duration:duration} no holder grew by enough, and steadily enough, to tell.",
  "alarm.two-moments": "Two moments: the second may have been a busier one.",
  "blind.held-not-needless":
    "It shows who holds the memory, not whether it is still needed.",
  "blind.shared-holders": "What several hold together is under none of them.",
  "verdict.growth-of.heap": "whole heap",
  "verdict.growth-of.line": "this line",
  "verdict.growth-of.goroutines": "their stacks",
  "verdict.held-by.growth": "held by {holder}: {share:percent} of what grew",
  "verdict.held-by.heap": "held by {holder}: {share:percent} of the live heap",
  "holders.looks": "What is shown of the graph",
  "holders.look.tree": "Tree",
  "holders.look.types": "Types",
  "holders.look.groups": "By field",
  "holders.look.path": "Path to root",
  "holders.types": "Live objects by type",
  "holders.bytes": "Bytes",
  "holders.type": "Type",
  "holders.type.unknown": "not known",
  "holders.mostly": "Mostly held by",
  "holders.grown.objects": "More objects",
  "holders.here": "Objects here",
  "holders.path": "Path to root",
  "holders.path.copy": "Copy the path",
  "holders.path.none.title": "No holder is chosen",
  "holders.path.none":
    "Choose a row of the tree, and press P or come back here: the way to it is shown, from the variable or stack that holds it.",
  "holders.groups": "Values by field",
  "holders.groups.field": "Type and field",
  "holders.groups.take": "Take graph by field",
  "holders.groups.read": "Read by field",
  "holders.groups.core": "from {core}; nothing is stopped",
  "holders.groups.running": "Taking an object graph by field",
  "holders.groups.count": "{count:count} values",
  "holders.groups.copy": "Copy all",
  "holders.groups.values": "Instances",
  "holders.groups.own": "Their bytes",
  "holders.groups.value": "Value",
  "holders.groups.value.none": "(a pointer on the way is nil)",
  "holders.groups.value.torn": "(could not be read)",
  "holders.groups.none.title": "Who of your users, tenants or queues holds it",
  "holders.groups.none":
    "Name a type and one of its fields, with the package: main.Session.Tenant. A graph is then taken that says what all sessions of each tenant hold together, exactly. The values are read with the graph, so one that is there already cannot say it. Fields that group are texts, numbers and truth values; fields of fields are named the same way: main.Session.Tenant.Name.",
  "holders.groups.none.archive":
    "This graph was taken without a field to group by, and the values are no longer there: that needs the running process, or the core that the graph was read from.",
  "holders.groups.nothing.title": "No live value of {type} is known",
  "holders.groups.nothing":
    "None was reachable when the graph was taken, or they lie in objects whose type is not known: {count:count} objects, {bytes:bytes}.",
  "holders.groups.meaning":
    "Holds: freed if all instances with the value were gone. Groups may overlap: what one holds through another counts for both; what they share, for none.",
  "holders.groups.not-compared":
    "The earlier graph was not taken by this field: growth is not known.",
  "holders.groups.left-out":
    "{count:count} more values hold less than these, and are not kept.",
  "holders.groups.at-least":
    "Too many values hold one another: of the outer ones not all is counted.",
  "holders.groups.torn":
    "Of {count:count} instances the text was gone before it was read, or cannot be read.",
  "holders.groups.read-later":
    "{count:count} instances have no pointers, are not in the copy and were read after it: some may have changed.",
  "holders.groups.untyped":
    "Of {count:count} live objects ({bytes:bytes}) the type is not known; instances in them are not counted.",
  "core.command": "Open a core…",
  "core.title": "Who held the heap when this core was written",
  "core.path": "Core file",
  "core.path.hint":
    "Left by a crash (GOTRACEBACK=crash) or by gcore. Nothing is stopped, and nothing but the two files is read.",
  "core.executable": "The program that left it",
  "core.executable.hint":
    "Leave empty to take the file that the core names, or one of its name beside the core, if the build id is the same.",
  "core.browse": "Browse…",
  "core.browse.core": "Browse for the core file",
  "core.browse.executable": "Browse for the program",
  "core.submit": "Open",
  "core.opening": "Reading the core's heap",
  "core.choose.core": "Choose a core file",
  "core.choose.executable": "Choose the program that left the core",
  "core.way": "Who held the heap when it was written, without the process.",
  "menu.file.open-core": "Open a core…",
} as const;
