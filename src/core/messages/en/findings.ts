export const findings = {
  // What a witness would confirm
  "confirms.live-heap": "The live heap keeps growing",
  "confirms.outside-go": "Memory outside the Go heap keeps growing",
  "confirms.site-growth": "One line of code holds more and more memory",
  "confirms.rate-agreement": "Counters and profiles speak of the same growth",
  "confirms.goroutine-growth": "Goroutines pile up",
  "confirms.span-census": "The heap really holds what the profile says",

  // Counters
  "finding.live-heap.no-gc":
    "No garbage collection was seen yet, so the live heap is unknown.",
  "finding.live-heap.too-little":
    "Collections seen in {duration:duration}: {collections:count}, too few to tell growth from noise.",
  "finding.live-heap.growing":
    "The live heap after collections grows by between {low:bytes-per-minute} and {high:bytes-per-minute} ({collections:count} collections in {duration:duration}).",
  "finding.live-heap.steady":
    "The live heap after collections stays at about {live:bytes}; growth, if any, is below {high:bytes-per-minute} ({collections:count} collections in {duration:duration}).",
  "finding.live-heap.falling":
    "The live heap after collections stays at about {live:bytes} and does not grow ({collections:count} collections in {duration:duration}).",
  "finding.live-heap.wave":
    "The live heap goes up and down and its floor was seen {waves:count} times: too few waves to tell growth from load.",
  "finding.live-heap.slowing":
    "The live heap grows, but ever more slowly, as a cache does that fills up. More time will tell.",
  "finding.live-heap.noisy":
    "Whether the live heap grows cannot be told yet: it changes too much to say more than between {low:bytes-per-minute} and {high:bytes-per-minute}.",
  "finding.live-heap.small":
    "The live heap rises by between {low:bytes-per-minute} and {high:bytes-per-minute}, little against its {live:bytes}: load can do that too.",
  "finding.outside-go.too-little":
    "RSS and Go's own counters were not seen together for long enough.",
  "finding.outside-go.growing":
    "Resident memory outside what Go has mapped grows by between {low:bytes-per-minute} and {high:bytes-per-minute}.",
  "finding.outside-go.steady":
    "Resident memory outside what Go has mapped does not grow beyond {high:bytes-per-minute}.",
  "finding.outside-go.falling":
    "Resident memory outside what Go has mapped does not grow.",
  "finding.outside-go.unsure":
    "Whether resident memory outside what Go has mapped grows cannot be told yet: the change lies between {low:bytes-per-minute} and {high:bytes-per-minute}.",

  // Profiles
  "finding.site-growth.no-snapshots":
    "Heap snapshots so far: {snapshots:count}. Two are needed to see growth.",
  "finding.site-growth.too-few-gcs":
    "Collections between the heap snapshots: {gcs:count}. A heap profile is as of one to two collections ago, so fewer than two apart they may show nothing. Wait, or take one with a forced collection.",
  "finding.site-growth.gc-count-unknown":
    "It is unknown how many collections lie between the heap snapshots, so their difference proves nothing.",
  "finding.site-growth.mixed-freshness":
    "One heap snapshot forced a collection and the other is as of one to two collections ago: as far as is known they do not show two moments. Take another one with a forced collection.",
  "finding.site-growth.growing":
    "{site} holds between {low:bytes-per-minute} and {high:bytes-per-minute} more ({samples:count} sampled objects in {duration:duration}); other growing sites: {others:count}.",
  "finding.site-growth.none":
    "No line of code grew beyond sampling error in {duration:duration}; slower than {visibleFrom:bytes-per-minute} per line would not show.",
  "finding.site-growth.hidden":
    "No line of code stands out yet after {duration:duration}; slower than {visibleFrom:bytes-per-minute} per line does not show.",
  "finding.rate-agreement.missing":
    "There is nothing to compare: counters and two comparable heap snapshots of the same time are needed.",
  "finding.rate-agreement.agree":
    "Between the same collections the counters say between {counterLow:bytes-per-minute} and {counterHigh:bytes-per-minute} and the profiles between {profileLow:bytes-per-minute} and {profileHigh:bytes-per-minute}: they agree.",
  "finding.rate-agreement.differ":
    "Between the same collections the counters say between {counterLow:bytes-per-minute} and {counterHigh:bytes-per-minute} and the profiles between {profileLow:bytes-per-minute} and {profileHigh:bytes-per-minute}: they contradict each other.",
  "finding.rate-agreement.unsure":
    "Between the same collections the counters say between {counterLow:bytes-per-minute} and {counterHigh:bytes-per-minute} and the profiles between {profileLow:bytes-per-minute} and {profileHigh:bytes-per-minute}: a little apart, which sampling does now and then.",
  "finding.rate-agreement.no-growth":
    "Between the same collections the counters say between {counterLow:bytes-per-minute} and {counterHigh:bytes-per-minute} and the profiles between {profileLow:bytes-per-minute} and {profileHigh:bytes-per-minute}: not both see growth, so there are no rates to compare.",
  "finding.goroutine-growth.too-little":
    "Goroutines must be counted at least three times over twenty seconds to tell a leak from a pool.",
  "finding.goroutine-growth.steady":
    "Goroutines: {before:count} before, {after:count} after {duration:duration}; no group piles up.",
  "finding.goroutine-growth.growing":
    "Goroutines grew from {before:count} to {after:count} in {duration:duration}.",
  "finding.goroutine-growth.group":
    "Goroutines that wait in {site} grew from {groupBefore:count} to {groupAfter:count} in {duration:duration}.",

  // Memory
  "finding.span-census.none": "Memory was not looked into yet.",
  "finding.span-census.nothing-to-check":
    "One census of {heap:bytes} of spans; with no suspected line and no second census there is nothing to hold against it.",
  "finding.span-census.steady":
    "No size class grew between two censuses {duration:duration} apart (between {low:bytes-per-minute} and {high:bytes-per-minute} over all).",
  "finding.span-census.unsure":
    "Whether a size class grew between two censuses {duration:duration} apart cannot be told: with the garbage around, the change over all lies between {low:bytes-per-minute} and {high:bytes-per-minute}.",
  "finding.span-census.class-grows":
    "Objects of {size:bytes} grow by between {low:bytes-per-minute} and {high:bytes-per-minute} between two censuses {duration:duration} apart.",
  "finding.span-census.held":
    "The heap holds {objects:count} objects of {size:bytes}, {holds:bytes}; the profile says at least {expected:bytes} of {site}.",
  "finding.span-census.held-growing":
    "The heap holds {objects:count} objects of {size:bytes}, {holds:bytes}, growing by between {low:bytes-per-minute} and {high:bytes-per-minute}; the profile says at least {expected:bytes} of {site}.",
  "finding.span-census.missing":
    "The heap holds only {holds:bytes} in objects of {size:bytes}; the profile says at least {expected:bytes} of {site}.",

  // False alarms
  "alarm.warm-up": "A cache that is still filling up looks the same.",
  "alarm.long-wave": "So does a load wave that is longer than the recording.",
  "alarm.untouched-pages":
    "Pages that Go mapped earlier and touches only now raise RSS too.",
  "alarm.cache-fills":
    "A bounded cache grows in the same way until it is full.",
  "alarm.rate-changed":
    "Collections far apart make the two speak of slightly different moments.",
  "alarm.pool-grows":
    "A worker pool or connection pool may be growing to its limit.",
  "alarm.unswept": "Garbage that is not swept yet is counted as well.",
  "alarm.shared-class":
    "Other code's objects of the same size are in the same class.",

  // Blind spots
  "blind.slower-than-noise":
    "A leak slower than the interval's upper end does not show.",
  "blind.outside-go":
    "Memory of cgo and of mapped files is not in these counters.",
  "blind.no-site": "Counters do not say where.",
  "blind.shared-pages": "Pages shared with other processes count in full.",
  "blind.who-holds": "It names who allocated, not who still holds the memory.",
  "blind.small-sites":
    "One allocation in 512 KiB is sampled: small sites are seen late.",
  "blind.profile-rate-zero":
    "Code that runs with MemProfileRate = 0 is not in the profile.",
  "blind.wide-intervals":
    "Few sampled objects make wide intervals, and those agree with nearly everything.",
  "blind.goroutine-memory":
    "It counts goroutines, not the memory that each of them holds.",
  "blind.class-not-site":
    "It counts objects by size; which line made them only the profile says.",

  // Verdict
  "verdict.no-target": "Nothing was watched yet.",
  "verdict.unknown": "Too little has been seen to say anything yet.",
  "verdict.none": "No leak seen.",
  "verdict.none-up-to":
    "No leak seen; anything faster than {high:bytes-per-minute} would have shown.",
  "verdict.visible-from":
    "Anything faster than {high:bytes-per-minute} would have shown.",
  "verdict.contradictory": "The witnesses contradict each other.",
  "verdict.heap-leak.site":
    "Heap leak in {site}: between {low:bytes-per-minute} and {high:bytes-per-minute}.",
  "verdict.heap-leak.nowhere":
    "Heap leak: between {low:bytes-per-minute} and {high:bytes-per-minute}; where is not known yet.",
  "verdict.goroutine-leak.site": "Goroutine leak: they wait in {site}.",
  "verdict.goroutine-leak.nowhere":
    "Goroutine leak; where they wait is not known yet.",

  // Contradictions
  "contradiction.profiles-see-nothing":
    "The counters see growth that the heap profiles do not show: the code may run with MemProfileRate = 0, or the profiles lag behind.",
  "contradiction.site-without-heap":
    "One line grows while the whole heap stands still: memory moves from one place to another, which is a change of load rather than a leak.",
  "contradiction.memory-denies":
    "The heap does not hold what is said to grow: the profile may lag two collections behind, or the census came too early.",
  "contradiction.rates-differ":
    "Counters and profiles see growth at different rates: part of it is not in the profile, or a snapshot lags behind.",
  "contradiction.outside-go":
    "RSS grows while the Go heap stands still: look at cgo, mapped files and memory that Go has not given back.",

  // Alternatives
  "alternative.cache-fills":
    "A cache that has not reached its limit yet would look the same until it has.",
  "alternative.long-wave":
    "A load wave longer than the {duration:duration} watched would look the same until it falls.",
  "alternative.goroutines-hold":
    "Goroutines that never end may be what holds the memory; they were not counted.",
  "alternative.outside-go": "Memory outside Go grows at the same time.",
  "alternative.pool-grows":
    "A pool that grows to its limit would look the same until it has.",
  "alternative.slow-leak":
    "A leak slower than {high:bytes-per-minute} would not have shown.",

  // Next measurement
  "next.connect": "Connect to a running target to record its counters.",
  "next.wait": "Go on recording for about {duration:duration}.",
  "next.heap-snapshot":
    "Take a heap snapshot, and another one after at least two collections.",
  "next.heap-snapshot-second":
    "One heap snapshot is there. Take another one after at least two collections.",
  "next.firstReadings":
    "Connected: the first counters are on their way. A snapshot can be taken already.",
  "next.heap-snapshot-gc":
    "Take heap snapshots with a forced collection: each costs the target one full collection.",
  "next.goroutine-snapshot":
    "Take a goroutine snapshot, and another one half a minute later.",
  "next.gdb-spans":
    "Attach gdb and count what the heap holds: it stops the target for a moment.",
} as const;
