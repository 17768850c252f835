// A short real recording in a running window: something of everything that panels show.

import type { TargetState } from "../../src/core/investigation/live-state.ts";
import { callContract, expect, type RunningApp } from "./e2e-app.ts";
import type { GatewayTarget } from "./gateway-target.ts";

/** Connects, takes heap, allocs and goroutine snapshots, attaches gdb once, traces allocations, writes a note. Goes on recording. */
export async function recordSomething(
  { page }: RunningApp,
  target: GatewayTarget,
): Promise<{ readonly targetId: string }> {
  const ask = async <T>(channel: string, input: unknown): Promise<T> => {
    const reply = await callContract(page, channel, input);
    expect(reply, channel).toMatchObject({ ok: true });
    return reply.value as T;
  };
  const connected = await ask<TargetState>("target.connect", {
    url: target.url,
  });
  const targetId = connected.target.id;
  for (const kind of ["heap", "allocs", "goroutine", "heap", "goroutine"])
    await ask("capture.take", { targetId, kind, gc: kind === "heap" });
  await ask("gdb.attach", {
    targetId,
    confirmed: true,
    columns: 100,
    rows: 30,
  });
  await ask("gdb.input", { text: "info goroutines\n" });
  await expect
    .poll(async () =>
      JSON.stringify(await ask("investigation.readTranscript", {})),
    )
    .toMatch(/\d+ +waiting/);
  await ask("gdb.takeSpans", {});
  await ask("gdb.detach", {});
  await ask("trace.start", {
    targetId,
    hits: 3,
    seconds: 3,
    confirmed: true,
  });
  await ask("investigation.addNote", {
    text: "The live heap rises from here.",
    aboutMillis: Date.now(),
  });
  return { targetId };
}
