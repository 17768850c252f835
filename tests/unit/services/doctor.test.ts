import { describe, expect, it } from "vitest";
import type { SystemProbe } from "../../../src/services/ports/machine.ts";
import { examine } from "../../../src/services/doctor.ts";

const bareDebian: SystemProbe = {
  platform: "linux",
  isRoot: false,
  distributions: ["debian"],
  firstLine: async (command) => (command === "gdb" ? "GNU gdb 13.1" : null),
  hasLibrary: async (soname) => soname !== "libgtk-3.so.0",
  hasFontFor: async () => true,
  hasDisplay: () => false,
  ptraceScope: async () => 1,
};

describe("examine", () => {
  it("names what is missing, what for, and the command that mends it", async () => {
    const { checks } = await examine(bareDebian);
    const missing = new Map(
      checks
        .filter(({ status }) => status === "missing")
        .map(({ id, mend }) => [id, mend]),
    );
    expect(missing.get("libgtk-3.so.0")).toBe(
      "sudo apt-get install libgtk-3-0",
    );
    expect(missing.get("ptrace")).toContain("kernel.yama.ptrace_scope=0");
    expect(missing.get("go")).toBe("sudo apt-get install golang-go");
    expect(missing.get("display")).toContain("trivet record");
    expect(missing.has("gdb")).toBe(false);
  });

  it("asks only for what a purpose needs", async () => {
    const { checks } = await examine(bareDebian, ["gdb"]);
    expect(checks.map(({ id }) => id)).toEqual(["gdb", "ptrace"]);
  });

  it("leaves Linux libraries out elsewhere", async () => {
    const { checks } = await examine({ ...bareDebian, platform: "darwin" });
    expect(checks.map(({ id }) => id)).toEqual(["gdb", "go"]);
    expect(checks.find(({ id }) => id === "go")?.mend).toBe("brew install go");
  });
});
