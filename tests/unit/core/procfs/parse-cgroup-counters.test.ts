// What memory cgroups of both versions print, cut to the lines that are read.

import { describe, expect, it } from "vitest";
import {
  parseCgroupEvents,
  parseCgroupStat,
  parseOomControl,
  parsePressure,
} from "../../../../src/core/procfs/parse-cgroup-counters.ts";

describe("memory.stat", () => {
  it("of version 2 says what the bytes are, before and since Linux 5.18", () => {
    const old =
      "anon 12288\nfile 4096\nkernel_stack 16384\npagetables 8192\npercpu 0\nslab_reclaimable 1\nslab 2048\npgfault 9\npgmajfault 3\n";
    expect(parseCgroupStat(old, 2)).toEqual({
      cgroupAnon: 12288,
      cgroupFile: 4096,
      cgroupKernel: 26624,
      cgroupMajorFaults: 3,
    });
    expect(parseCgroupStat(`${old}kernel 30000\n`, 2)["cgroupKernel"]).toBe(
      30000,
    );
  });
  it("of version 1 sums over the groups below", () => {
    expect(
      parseCgroupStat(
        "cache 1\nrss 2\nswap 3\ntotal_cache 4096\ntotal_rss 8192\ntotal_swap 512\ntotal_pgmajfault 7\n",
        1,
      ),
    ).toEqual({
      cgroupFile: 4096,
      cgroupAnon: 8192,
      cgroupSwap: 512,
      cgroupMajorFaults: 7,
    });
  });
  it("leaves out what is not there", () => {
    expect(parseCgroupStat("", 1)).toEqual({});
    expect(parseCgroupStat("anon x\nfile -1\n anon 5", 2)).toEqual({});
  });
});

it("reads the counts of kills of both versions", () => {
  expect(
    parseCgroupEvents("low 0\nhigh 12\nmax 5\noom 2\noom_kill 1\n"),
  ).toEqual({ cgroupHighEvents: 12, cgroupMaxEvents: 5, cgroupOomKills: 1 });
  expect(
    parseOomControl("oom_kill_disable 0\nunder_oom 0\noom_kill 3\n"),
  ).toEqual({ cgroupOomKills: 3 });
  expect(parseOomControl("oom_kill_disable 0\nunder_oom 0\n")).toEqual({});
});

it("reads the time that tasks waited for memory", () => {
  const text =
    "some avg10=1.50 avg60=0.00 avg300=0.00 total=12345\nfull avg10=0.10 avg60=0.00 avg300=0.00 total=345\n";
  expect(parsePressure(text)).toEqual({ someNs: 12345000, fullNs: 345000 });
  expect(parsePressure("some avg10=0.00 total=7\n")).toEqual({
    someNs: 7000,
    fullNs: 0,
  });
  expect(parsePressure("")).toBeNull();
});
