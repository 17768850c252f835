// Thousands of reports of `go tool pprof` at the price of a few process starts: its interactive mode takes one setting or
// report a line, and writes a report to a file when asked to.

import { spawn } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/** One report: `settings` are pprof's own (`focus=main`), in force for this step only. */
export interface PprofStep {
  readonly settings: readonly string[];
  /** As typed: `tree`, `peek main`. */
  readonly command: string;
}

/** Settings that a step can change, as they are before anybody does. */
const defaults: Readonly<Record<string, string>> = {
  sample_index: "",
  granularity: "functions",
  sort: "flat",
  unit: "minimum",
  nodecount: "-1",
  nodefraction: "0.005",
  edgefraction: "0.001",
  trim: "true",
  noinlines: "false",
  mean: "false",
  compact_labels: "false",
  drop_negative: "false",
  relative_percentages: "false",
  focus: "",
  ignore: "",
  hide: "",
  show: "",
  show_from: "",
  prune_from: "",
  tagfocus: "",
  tagignore: "",
  tagshow: "",
  taghide: "",
  tagroot: "",
  tagleaf: "",
};

/**
 * The text of every step, in order; null where pprof refused (`peek` without a match). `args`: flags and files of the
 * start, `-base=…` for instance. Throws when it does not come to its end.
 */
export async function pprofReports(
  program: string,
  args: readonly string[],
  steps: readonly PprofStep[],
  folder: string,
): Promise<readonly (string | null)[]> {
  await mkdir(folder, { recursive: true });
  try {
    await run(program, args, commandLines(steps), folder);
    return await Promise.all(
      steps.map((_, index) =>
        readFile(join(folder, `${index}.txt`), "utf8").catch(() => null),
      ),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Only what changes from one step to the next is said again. */
function commandLines(steps: readonly PprofStep[]): string {
  // The interactive mode has defaults of its own: the first step says everything.
  const current = new Map<string, string>();
  const lines: string[] = [];
  steps.forEach(({ settings, command }, index) => {
    const wanted = new Map(Object.entries(defaults));
    for (const setting of settings) {
      const at = setting.indexOf("=");
      const name = setting.slice(0, at);
      if (!wanted.has(name)) throw new Error(`no default for ${name}`);
      wanted.set(name, setting.slice(at + 1));
    }
    for (const [name, value] of wanted) {
      if (current.get(name) === value) continue;
      lines.push(`${name}=${value}`);
      current.set(name, value);
    }
    lines.push(`${command} >${index}.txt`);
  });
  return [...lines, "exit", ""].join("\n");
}

async function run(
  program: string,
  args: readonly string[],
  input: string,
  folder: string,
): Promise<void> {
  const child = spawn(program, ["-symbolize=none", ...args], {
    cwd: folder,
    env: { ...process.env, TZ: "UTC", PPROF_TMPDIR: folder, HOME: folder },
    stdio: ["pipe", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new Error(`pprof ended with ${code}: ${said}`);
}
