// Text and protobuf of one moment say the same: both are fetched from a target whose allocating goroutines wait, and every
// stack has the same amounts of all four sample types, whatever the sampling rate.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { neverStop } from "../../src/core/pprof/profile.ts";
import { readProfile } from "../../src/node/profile-engine/read-profile.ts";
import { amountsByStack } from "../support/profile-amounts.ts";
import { findGo } from "../support/go-toolchains.ts";
import {
  buildProfileServer,
  startProfileServer,
  type ProfileServer,
} from "../support/profile-server.ts";

const [newest, oldest] = await Promise.all([findGo("1.27"), findGo("1.19")]);
const roots = [newest, ...(oldest === null ? [] : [oldest])];
let folder: string;
const binaries: string[] = [];
const running: ProfileServer[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-profile-paused-"));
  for (const root of roots) {
    const own = await mkdtemp(join(folder, "go-"));
    binaries.push(await buildProfileServer(root, own));
  }
});
afterAll(async () => {
  for (const server of running) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.each(roots.map((root, index) => [root ?? "newest", index] as const))(
  "a paused target of Go %s",
  (_, index) => {
    it.each([1, 512, 16_384, 524_288])(
      "sampled every %d bytes: heap and allocs as text are those as protobuf",
      async (rate) => {
        const server = await startProfileServer(binaries[index]!, {
          PROFILE_RATE: String(rate),
        });
        running.push(server);
        await delay(rate === 1 ? 100 : 1500);
        await server.pause();
        for (const kind of ["heap", "allocs"]) {
          const [proto, text] = await Promise.all(
            ["0", "1"].map(async (debug) =>
              readProfile(
                await server.get(`${kind}?debug=${debug}`),
                neverStop,
              ),
            ),
          );
          expect(text!.sampleTypes).toEqual(proto!.sampleTypes);
          expect(text!.period).toBe(rate);
          expect(proto!.period).toBe(rate);
          const [ofText, ofProto] = [text!, proto!].map((profile) =>
            amountsByStack(profile, 30),
          );
          expect(ofText).toEqual(ofProto);
          expect(ofText!.length).toBeGreaterThan(rate > 100_000 ? 3 : 15);
        }
        await server.stop();
      },
    );
  },
);
