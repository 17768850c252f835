// Which URLs a typed address may mean, likeliest first.

import { describe, expect, it } from "vitest";
import { profileUrls } from "../../../src/services/fetch-profile.ts";

describe("profileUrls", () => {
  it.each([
    [":6060", ["http://127.0.0.1:6060/debug/pprof/heap"]],
    ["http://h:1/debug/pprof/", ["http://h:1/debug/pprof/heap"]],
    ["http://h:1/debug/pprof?gc=1", ["http://h:1/debug/pprof/heap?gc=1"]],
    [
      "https://h/debug/pprof/allocs?seconds=3",
      ["https://h/debug/pprof/allocs?seconds=3"],
    ],
    [
      "h:1/files/heap.pb.gz",
      [
        "http://h:1/files/heap.pb.gz",
        "http://h:1/files/heap.pb.gz/heap",
        "http://h:1/files/heap.pb.gz/debug/pprof/heap",
      ],
    ],
  ])("%s", (typed, urls) => {
    expect(profileUrls(typed)).toEqual(urls);
  });
});
