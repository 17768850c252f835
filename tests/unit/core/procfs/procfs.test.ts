// Tables of cases: text as kernels print it, and what is made of it.

import { expect, test } from "vitest";
import {
  memoryCgroupFolder,
  parseCgroupBytes,
  parseCgroupMembership,
  parseCgroupMounts,
} from "../../../../src/core/procfs/parse-cgroup.ts";
import { parseMaps } from "../../../../src/core/procfs/parse-maps.ts";
import {
  parseTcpListeners,
  socketInode,
} from "../../../../src/core/procfs/parse-net-tcp.ts";
import { parseStat } from "../../../../src/core/procfs/parse-stat.ts";
import { parseStatm } from "../../../../src/core/procfs/parse-statm.ts";
import {
  parseSmapsRollup,
  parseStatus,
} from "../../../../src/core/procfs/parse-status.ts";

const statTail =
  "S 1 13590 3965 0 -1 4194560 5683 0 2 0 18 6 0 0 20 0 8 0 177194 1297227776 6034 18446744073709551615 4194304 7506769 0";

test.each([
  ["plain", `13593 (gateway) ${statTail}`, "gateway"],
  ["a space", `13593 (tmux: server) ${statTail}`, "tmux: server"],
  ["parentheses", `13593 ((sd-pam)) ${statTail}`, "(sd-pam)"],
  ["a lone parenthesis", `13593 (a) b) ${statTail}`, "a) b"],
  ["a line break", `13593 (a\nb) ${statTail}\n`, "a\nb"],
  ["nothing", `13593 () ${statTail}`, ""],
])("stat: command with %s", (_name, text, command) => {
  expect(parseStat(text)).toEqual({
    command,
    state: "S",
    parentPid: 1,
    minorFaults: 5683,
    majorFaults: 2,
    userTicks: 18,
    kernelTicks: 6,
    threads: 8,
    startTicks: 177194,
  });
});

test.each(["", "13593 gateway S 1", "13593 (gateway) S 1 2", "13593 (gate"])(
  "stat: %j is none",
  (text) => expect(parseStat(text)).toBeNull(),
);

test("statm: pages of the system's size", () => {
  expect(parseStatm("316706 6090 1601 809 0 22925 0\n", 4096)).toEqual({
    sizeBytes: 316706 * 4096,
    residentBytes: 6090 * 4096,
    sharedBytes: 1601 * 4096,
  });
  expect(parseStatm("10 5 1 0 0 0 0", 16384)?.residentBytes).toBe(81920);
  for (const text of ["", "12 x 3", "12 13"])
    expect(parseStatm(text, 4096)).toBeNull();
});

test("status: what is there, and null for what is not", () => {
  const status = parseStatus(
    "Name:\tgate way\nState:\tt (tracing stop)\nTracerPid:\t42\nUid:\t1000\t1001\t1001\t1001\nVmRSS:\t   24360 kB\nRssAnon:\t   17956 kB\nRssFile:\t    6404 kB\nVmSwap:\t       0 kB\nThreads:\t8\nNew_line_of_linux_9:\tyes\n",
  );
  expect(status).toEqual({
    name: "gate way",
    state: "t",
    tracerPid: 42,
    uid: 1000,
    threads: 8,
    vmRssBytes: 24360 * 1024,
    vmHwmBytes: null,
    rssAnonBytes: 17956 * 1024,
    rssFileBytes: 6404 * 1024,
    rssShmemBytes: null,
    vmSwapBytes: 0,
  });
  expect(Object.values(parseStatus("")).every((v) => v === null)).toBe(true);
});

test("smaps_rollup: the heading with its addresses is no key", () => {
  expect(
    parseSmapsRollup(
      "00400000-7fff350cc000 ---p 00000000 00:00 0    [rollup]\nRss:      24360 kB\nPss:      24354 kB\nPss_Dirty: 17956 kB\nAnonymous: 17956 kB\nLazyFree:      4 kB\nSwap:          0 kB\n",
    ),
  ).toEqual({
    rssBytes: 24360 * 1024,
    pssBytes: 24354 * 1024,
    anonymousBytes: 17956 * 1024,
    lazyFreeBytes: 4096,
    anonHugePagesBytes: null,
    swapBytes: 0,
  });
});

const tcpHeading =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

test.each([
  [
    "0100007F:AA8F 00000000:0000 0A",
    { address: "127.0.0.1", port: 43663, scope: "loopback" },
  ],
  [
    "00000000:07E8 00000000:0000 0A",
    { address: "0.0.0.0", port: 2024, scope: "wildcard" },
  ],
  [
    "0A01A8C0:1F90 00000000:0000 0A",
    { address: "192.168.1.10", port: 8080, scope: "other" },
  ],
  [
    "00000000000000000000000001000000:1770 00000000000000000000000000000000:0000 0A",
    {
      address: "0000:0000:0000:0000:0000:0000:0000:0001",
      port: 6000,
      scope: "loopback",
    },
  ],
  [
    "00000000000000000000000000000000:1770 00000000000000000000000000000000:0000 0A",
    {
      address: "0000:0000:0000:0000:0000:0000:0000:0000",
      port: 6000,
      scope: "wildcard",
    },
  ],
  [
    "0000000000000000FFFF00000100007F:1770 00000000000000000000000000000000:0000 0A",
    {
      address: "0000:0000:0000:0000:0000:ffff:7f00:0001",
      port: 6000,
      scope: "loopback",
    },
  ],
] as const)("net/tcp: %s", (line, expected) => {
  const text = `${tcpHeading}   0: ${line} 00000000:00000000 00:00000000 00000000     0        0 21214 1 000000002cae7529 100 0 0 10 0\n`;
  expect(parseTcpListeners(text)).toEqual([{ inode: 21214, ...expected }]);
});

test("net/tcp: connections, orphans and torn lines are not listeners", () => {
  expect(
    parseTcpListeners(
      `${tcpHeading}   2: 0100007F:9369 0100007F:93B2 01 00000000:00000000 03:00000C25 00000000 0 0 77 3 0\n   3: 0100007F:9369 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 0 1 0\n   4: 0100007F:93`,
    ),
  ).toEqual([]);
});

test.each([
  ["socket:[21214]", 21214],
  ["pipe:[1]", null],
  ["/dev/null", null],
])("fd link %s", (link, inode) => expect(socketInode(link)).toBe(inode));

test.each([
  [
    "version 1",
    "9:name=systemd:/\n4:memory:/process_api/e0a9\n3:cpuset:/\n0::/\n",
    { version: 1, path: "/process_api/e0a9" },
  ],
  [
    "version 1, controllers mounted together",
    "5:cpu,memory:/docker/ab:c\n",
    { version: 1, path: "/docker/ab:c" },
  ],
  [
    "version 2",
    "0::/system.slice/gateway.service\n",
    { version: 2, path: "/system.slice/gateway.service" },
  ],
  ["none", "3:cpuset:/\n", null],
  ["garbage", "hello\n", null],
])("cgroup membership: %s", (_name, text, expected) =>
  expect(parseCgroupMembership(text)).toEqual(expected),
);

const v1Mount =
  "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory";
const v2Mount =
  "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime shared:9 master:3 - cgroup2 cgroup2 rw";

test.each([
  [
    "version 1 on a host",
    { version: 1, path: "/a/b" },
    `31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n${v1Mount}\n${v2Mount}`,
    "/sys/fs/cgroup/memory/a/b",
  ],
  [
    "version 2 in the root",
    { version: 2, path: "/" },
    v2Mount,
    "/sys/fs/cgroup/unified",
  ],
  [
    "a container sees only its own part",
    { version: 1, path: "/docker/abc/child" },
    "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory",
    "/sys/fs/cgroup/memory/child",
  ],
  [
    "a cgroup namespace",
    { version: 2, path: "/" },
    "35 31 0:32 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup2 rw",
    "/sys/fs/cgroup",
  ],
  [
    "a mount point with a space",
    { version: 2, path: "/x" },
    "35 31 0:32 / /mnt/my\\040groups ro - cgroup2 cgroup2 rw",
    "/mnt/my groups/x",
  ],
  [
    "somebody else's part",
    { version: 1, path: "/docker/zzz" },
    "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory",
    null,
  ],
] as const)("cgroup folder: %s", (_name, membership, mountinfo, expected) =>
  expect(memoryCgroupFolder(membership, parseCgroupMounts(mountinfo))).toBe(
    expected,
  ),
);

test.each([
  ["4294967296\n", 4294967296],
  ["0", 0],
  ["max\n", null],
  ["9223372036854771712\n", null],
  ["", null],
  ["-1", null],
])("cgroup bytes: %j", (text, expected) =>
  expect(parseCgroupBytes(text)).toBe(expected),
);

test("maps: names with spaces, deleted binaries, anonymous memory", () => {
  expect(
    parseMaps(
      `00400000-00729000 r-xp 00001000 fe:00 9979587                            /srv/my gateway (deleted)
00ae1000-02b23000 rw-p 00000000 00:00 0 
a8b40000000-a8b41800000 ---p 00000000 00:00 0                            [anon: Go: heap]
ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
torn 12
`,
    ),
  ).toEqual([
    {
      start: 0x400000,
      end: 0x729000,
      permissions: "r-xp",
      fileOffset: 0x1000,
      inode: 9979587,
      name: "/srv/my gateway",
      deleted: true,
    },
    {
      start: 0xae1000,
      end: 0x2b23000,
      permissions: "rw-p",
      fileOffset: 0,
      inode: 0,
      name: "",
      deleted: false,
    },
    {
      start: 0xa8b40000000,
      end: 0xa8b41800000,
      permissions: "---p",
      fileOffset: 0,
      inode: 0,
      name: "[anon: Go: heap]",
      deleted: false,
    },
    {
      start: 0xffffffffff600000,
      end: 0xffffffffff601000,
      permissions: "--xp",
      fileOffset: 0,
      inode: 0,
      name: "[vsyscall]",
      deleted: false,
    },
  ]);
});
