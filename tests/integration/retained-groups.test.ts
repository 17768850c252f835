// Values by their fields against a program that knows what each group of its sessions holds: live and from a core of the
// same stop. The oldest Go and the machine's own; TRIVET_ALL_GO=1 takes all at hand.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  buildGraphProgram,
  chosenToolchains,
  GraphTarget,
} from "../support/graph-target.ts";
import { findToolchains } from "../support/memory-target.ts";
import { runCli } from "../support/run-cli.ts";

const run = promisify(execFile);
const toolchains = chosenToolchains(await findToolchains());

interface GroupTotal {
  readonly members: number;
  readonly bytes: number;
  readonly held: number;
  readonly objects: number;
}
type Known = Readonly<Record<string, Readonly<Record<string, GroupTotal>>>>;

interface Printed {
  readonly schema: string;
  readonly liveBytes: number;
  readonly isAtLeast: boolean;
  readonly groups: readonly {
    readonly value: string;
    readonly note: string | null;
    readonly members: number;
    readonly bytes: number;
    readonly retainedBytes: number;
    readonly retainedObjects: number;
    readonly share: number;
    readonly growthBytes?: number;
  }[];
}

async function group(
  field: string,
  target: readonly string[],
): Promise<Printed> {
  const { code, stdout, stderr } = await runCli([
    ...["inspect", "retainers", "--group", field, "--json"],
    ...target,
  ]);
  expect({ field, code, stderr: code === 0 ? "" : stderr }).toEqual({
    field,
    code: 0,
    stderr: "",
  });
  return JSON.parse(stdout) as Printed;
}

/** As the program counts. */
const totals = ({ groups }: Printed): Readonly<Record<string, GroupTotal>> =>
  Object.fromEntries(
    groups.map(({ value, note, members, bytes, ...held }) => [
      note === null ? value : `(${note})`,
      {
        members,
        bytes,
        held: held.retainedBytes,
        objects: held.retainedObjects,
      },
    ]),
  );

describe.each(toolchains)("Go $name", (toolchain) => {
  let folder: string;
  let binary: string;
  let target: GraphTarget;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "trivet-groups-"));
    binary = await buildGraphProgram(toolchain, "group-target", folder);
    target = await GraphTarget.start(binary);
  });
  afterAll(async () => {
    await target.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const live = (): readonly string[] => ["--pid", String(target.pid)];
  const atStop = async <T>(
    look: () => Promise<T>,
  ): Promise<{ readonly seen: T; readonly known: Known }> => {
    const { seen, truth } = await target.atStop(look);
    return { seen, known: (truth as unknown as { groups: Known }).groups };
  };

  it("counts what each group holds, live and from a core of the same stop", async () => {
    const fields = ["Tenant.Name", "Plan", "Active", "Region", "Mail"];
    const core = path.join(folder, "core");
    const { seen, known } = await atStop(async () => {
      const found = new Map<string, Printed>();
      for (const field of fields)
        found.set(field, await group(`main.session.${field}`, live()));
      found.set("row.Tenant", await group("main.row.Tenant", live()));
      await run("gcore", ["-o", core, String(target.pid)], {
        timeout: 100_000,
      });
      return found;
    });
    expect([...seen.keys()].sort()).toEqual(Object.keys(known).sort());
    const kept = ["--core", `${core}.${target.pid}`, "--exe", binary];
    for (const [field, result] of seen) {
      expect({ field, totals: totals(result) }).toEqual({
        field,
        totals: known[field],
      });
      expect(result.isAtLeast).toBe(false);
      for (const { retainedBytes, share } of result.groups)
        expect(share).toBeCloseTo(retainedBytes / result.liveBytes, 12);
    }
    for (const field of ["session.Tenant.Name", "row.Tenant"])
      expect(totals(await group(`main.${field}`, kept))).toEqual(
        known[field.replace(/^session\./, "")],
      );
  });

  it("says what a group has grown by since an earlier result", async () => {
    const field = "main.session.Tenant.Name";
    const before = await atStop(() => group(field, live()));
    const base = path.join(folder, "base.json");
    writeFileSync(base, JSON.stringify(before.seen));
    await target.command("grow 50");
    const after = await atStop(() => group(field, [...live(), "--base", base]));
    const held = (known: Known, value: string): number =>
      known["Tenant.Name"]![value]!.held;
    for (const { value, growthBytes } of after.seen.groups)
      expect({ value, growthBytes }).toEqual({
        value,
        growthBytes: held(after.known, value) - held(before.known, value),
      });
    const [first] = after.seen.groups;
    expect(first!.growthBytes).toBeGreaterThan(50 * 96);
  });

  it("refuses what is no type and no field, and says which there are", async () => {
    const refused = async (
      field: string,
      ...more: readonly string[]
    ): Promise<string> => {
      const { code, stdout, stderr } = await runCli([
        ...["inspect", "retainers", "--group", field],
        ...live(),
        ...more,
      ]);
      expect({ field, stdout }).toEqual({ field, stdout: "" });
      expect(code).not.toBe(0);
      return stderr;
    };
    expect(await refused("main.nothing.Tenant")).toMatch(/no type/);
    expect(await refused("main.session.Owner")).toMatch(
      /no field Owner; it has .*Tenant/,
    );
    expect(await refused("main.session")).toMatch(/name one of its fields/);
    expect(await refused("main.session.Tenant")).toMatch(/Name, config/);
    expect(await refused("main.total.Members", "--out", "x")).toMatch(/--json/);
    const wrong = path.join(folder, "wrong.json");
    writeFileSync(wrong, '{"schema":"trivet.inspect.groups/1","groups":[3]}');
    expect(await refused("main.session.Plan", "--base", wrong)).toMatch(
      /is not what/,
    );
    // Used by the program, and no value of it is left.
    expect(await refused("main.unused.Name")).toMatch(/no live value/);
  });

  it("keeps the values of a busy program whole, and lets it run", async () => {
    await target.command("churn");
    const result = await group("main.session.Tenant.Name", live());
    const names = result.groups
      .filter(({ note }) => note === null)
      .map(({ value }) => value);
    for (const name of names)
      expect(name).toMatch(/^(tenant\d-01234567|churn\d-012345678)$/);
    expect(names.filter((name) => /^tenant/.test(name))).toHaveLength(3);
    expect(target.state()).not.toBe("T");
    const { code, stdout, stderr } = await runCli([
      ...["inspect", "retainers", "--group", "session.Tenant.Name"],
      ...live(),
    ]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/ %\s+\d+\s+\d+\s+\d+ {2}tenant0-01234567$/m);
  });
});
