import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { TrivetError } from "../../../../src/core/errors.ts";
import { neverStop } from "../../../../src/core/pprof/profile.ts";
import { unpackProfile } from "../../../../src/node/profile-engine/unpack-profile.ts";
import { encodeProfile } from "../../../support/profile-encode.ts";
import { profileFromText } from "../../../support/profile-text.ts";

const plain = encodeProfile(profileFromText("main;f 3"));
const text = (value: string) => new TextEncoder().encode(value);

function unpack(bytes: Uint8Array, maxBytes = 1_000_000): Promise<Uint8Array> {
  return unpackProfile(bytes, { maxBytes, checkpoint: neverStop });
}
async function failure(bytes: Uint8Array, maxBytes?: number) {
  const thrown: unknown = await unpack(bytes, maxBytes).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof TrivetError)) throw new Error("not refused");
  return thrown;
}

describe("unpackProfile", () => {
  it("takes gzip or not", async () => {
    expect(await unpack(plain)).toEqual(plain);
    expect(new Uint8Array(await unpack(gzipSync(plain)))).toEqual(plain);
  });

  it("says where a gzip stream that was cut off ends", async () => {
    const packed = gzipSync(plain);
    for (let length = 2; length < packed.length; length++) {
      const error = await failure(packed.subarray(0, length));
      expect([error.code, error.detail["offset"]]).toEqual([
        "profile-truncated",
        length,
      ]);
    }
  });

  it("refuses a damaged gzip stream", async () => {
    const packed = gzipSync(plain);
    packed[packed.length - 6]! ^= 0x10;
    const error = await failure(packed);
    expect(error.code).toBe("profile-malformed");
    expect(error.message).toMatch(
      /gzip stream is damaged \(incorrect data check\)/,
    );
    expect(error.detail["offset"]).toBeLessThanOrEqual(packed.length);
  });

  it("stops a bomb at the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000), { level: 9 });
    const before = process.memoryUsage().arrayBuffers;
    const error = await failure(bomb, 5_000_000);
    expect(error.code).toBe("profile-too-large");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(
      50_000_000,
    );
    expect((await failure(new Uint8Array(2000), 1000)).code).toBe(
      "profile-too-large",
    );
  });

  it.each([
    ["nothing", new Uint8Array(0), /0 bytes/],
    ["a gzip of nothing", gzipSync(Buffer.alloc(0)), /unpacks to 0 bytes/],
  ])("calls %s empty", async (_, bytes, message) => {
    const error = await failure(bytes);
    expect(error.code).toBe("profile-empty");
    expect(error.message).toMatch(message);
  });

  it.each([
    ["<!DOCTYPE html>\n<html>", /a web page/],
    ['{"error":"nope"}', /JSON/],
  ])("knows %j for what it is", async (content, message) => {
    const error = await failure(text(content));
    expect(error.code).toBe("profile-malformed");
    expect(error.message).toMatch(message);
  });

  it("stops when it is told to", async () => {
    const stopped = new TrivetError("cancelled", "stopped");
    await expect(
      unpackProfile(gzipSync(plain), {
        maxBytes: 1000,
        checkpoint: () => {
          throw stopped;
        },
      }),
    ).rejects.toBe(stopped);
  });
});
