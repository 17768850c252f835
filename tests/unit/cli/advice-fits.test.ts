// What people run into first: the advice has to be about that.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeProfile } from "../../support/profile-encode.ts";
import { runCli } from "../../support/run-cli.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-advice-"));
  const write = (name: string, content: string | Uint8Array) =>
    writeFile(join(folder, name), content);
  const counters = `# runtime.MemStats\n# Alloc = 1\n${"# PauseNs = []\n".repeat(50)}`;
  const heap = encodeProfile({
    sampleTypes: [["inuse_space", "bytes"]],
    functions: [{ name: "main.leak" }],
    locations: [{ lines: [{ function: 0, line: 1 }] }],
    samples: [{ stack: [0], values: [8n] }],
  });
  await write("empty", "");
  await write("garbage", Uint8Array.of(0xff, 0xfe, 0x00, 0x13, 0x37));
  await write("heap.pb.gz", gzipSync(heap));
  await write("cut.gz", gzipSync(counters).subarray(0, 40));
  await write(
    "dump.txt",
    "goroutine 1 [running]:\nmain.main()\n\t/x/main.go:1 +0x1\n",
  );
  await write(
    "counts.txt",
    'goroutine profile: total 2\n2 @ 0x1\n# labels: {"shard":"a"}\n#\t0x1\tmain.f+0x1\t/x/main.go:1\n\n',
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("advice", () => {
  it.each([
    ["profile peek nowhere heap.pb.gz", "trivet profile top FILE shows them"],
    ["profile list nowhere heap.pb.gz", "trivet profile top FILE shows them"],
    ["profile top heap.pb.gz --sample-type nope", "Give one of those"],
    ["profile top empty", "The file is empty"],
    ["goroutines empty", "The file is empty"],
    ["goroutines heap.pb.gz", "trivet profile top reads"],
    ["goroutines dump.txt --follow 4711", "headings of the dump"],
    ["goroutines counts.txt --group-by wait", "--full"],
    ["memstats heap.pb.gz", "heap?debug=1"],
    ["memstats empty", "The file is empty"],
    ["diagnose garbage", "heap profiles of one process"],
    ["demo nope", "--list"],
    ["project info garbage", "An investigation is one FILE.trivet"],
  ])("of trivet %s", async (line, advice) => {
    const { code, stderr } = await runCli(inFolder(line));
    expect(code).toBe(1);
    expect(stderr).toContain(advice);
  });

  it("calls what is no profile no cut-off download, and names gzip", async () => {
    const top = await runCli(inFolder("profile top garbage"));
    expect(top.stderr).toContain("error[profile-malformed]");
    const memstats = await runCli(inFolder("memstats cut.gz"));
    expect(memstats.stderr).toMatch(/error\[profile-truncated\].*gzip/);
  });

  it("says that nobody has the label, and which there are", async () => {
    const { stderr } = await runCli(
      inFolder("goroutines counts.txt --group-by label:foo"),
    );
    expect(stderr).toContain(
      'no goroutine has a label "foo"; there are "shard"',
    );
    const known = await runCli(
      inFolder("goroutines counts.txt --group-by label:shard"),
    );
    expect(known.stderr).toBe("");
  });
});

/** Words with a file's name become its path. */
function inFolder(line: string): readonly string[] {
  return line
    .split(" ")
    .map((word) =>
      /^(empty|garbage|\w+\.(gz|txt|pb\.gz))$/.test(word)
        ? join(folder, word)
        : word,
    );
}
