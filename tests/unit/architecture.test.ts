// A gate that stopped firing looks like a gate that found nothing. Each line of `planted` breaks one rule of
// docs/architecture.md; all are put into a copy of the tree at once, each in a file of its own, and each must be
// refused by at least one of the two gates (dependency-cruiser, `tsc -b`).

import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const cruiser = join(
  "node_modules",
  "dependency-cruiser",
  "bin",
  "dependency-cruise.mjs",
);
const compiler = join("node_modules", "typescript", "bin", "tsc");

/** [folder, the bad line, the rule or compiler error expected to refuse it] */
const planted: readonly (readonly [string, string, string])[] = [
  [
    "src/core/pprof",
    `import { gunzipSync } from "node:zlib"; export const x = gunzipSync;`,
    "no-node-in-pure-layers",
  ],
  [
    "src/core/pprof",
    `import type { IncomingMessage } from "node:http"; export type X = IncomingMessage;`,
    "no-node-in-pure-layers",
  ],
  [
    "src/core/pprof",
    `export const x = async () => import("node:fs");`,
    "no-node-in-pure-layers",
  ],
  ["src/core/pprof", `export const x = Buffer.from("x");`, "TS"],
  ["src/core/pprof", `export const x = window.name;`, "TS"],
  ["src/core/pprof", `export const x = process.env;`, "TS"],
  ["src/core/pprof", `export const x = setTimeout;`, "TS"],
  [
    "src/core/pprof",
    `import { z } from "zod"; export const x = z;`,
    "core-is-pure",
  ],
  [
    "src/core/pprof",
    `import { useState } from "react"; export const x = useState;`,
    "core-is-pure",
  ],
  [
    "src/core/pprof",
    `export * from "../../services/doctor.ts";`,
    "core-is-pure",
  ],
  [
    "src/core/pprof",
    `export * from "../findings/finding.ts";`,
    "core-ladder-languages",
  ],
  [
    "src/core/memstats",
    `export * from "../pprof/views.ts";`,
    "core-languages-stand-alone",
  ],
  [
    "src/core/comparison",
    `export * from "../findings/finding.ts";`,
    "core-ladder-comparison",
  ],
  [
    "src/core/investigation",
    `export * from "../findings/finding.ts";`,
    "core-ladder-investigation",
  ],
  [
    "src/core/project-file",
    `import { useState } from "react"; export const x = useState;`,
    "project-file-allow-list",
  ],
  [
    "src/contract",
    `export * from "../services/doctor.ts";`,
    "contract-allow-list",
  ],
  [
    "src/services",
    `export * from "../node/system-probe/system-probe.ts";`,
    "services-allow-list",
  ],
  [
    "src/services",
    `export const x = async () => import("node:fs");`,
    "no-node-in-pure-layers",
  ],
  [
    "src/services",
    `export * from "../contract/define.ts";`,
    "services-allow-list",
  ],
  ["src/services", `export const x = document.title;`, "TS"],
  [
    "src/node/planted",
    `export * from "../system-probe/system-probe.ts";`,
    "adapters-do-not-know-each-other",
  ],
  [
    "src/node/planted",
    `export * from "../../services/doctor.ts";`,
    "adapters-see-ports-only",
  ],
  [
    "src/node/planted",
    `export * from "../../contract/define.ts";`,
    "adapters-have-no-front-end",
  ],
  [
    "src/node/planted",
    `import { app } from "electron"; export const x = app;`,
    "electron-only-in-shell",
  ],
  [
    "src/preload",
    `export * from "../contract/contract.ts";`,
    "preload-allow-list",
  ],
  [
    "src/preload",
    `export * from "../services/doctor.ts";`,
    "preload-allow-list",
  ],
  [
    "src/main",
    `export * from "../cli/command.ts";`,
    "shell-is-not-a-front-end",
  ],
  ["src/cli", `export * from "../contract/define.ts";`, "cli-is-a-front-end"],
  [
    "src/cli",
    `import { app } from "electron"; export const x = app;`,
    "electron-only-in-shell",
  ],
  [
    "src/renderer",
    `export * from "../services/doctor.ts";`,
    "renderer-is-a-web-page",
  ],
  [
    "src/renderer",
    `export * from "../node/system-probe/system-probe.ts";`,
    "renderer-is-a-web-page",
  ],
  [
    "src/renderer",
    `import { readFileSync } from "node:fs"; export const x = readFileSync;`,
    "no-node-in-pure-layers",
  ],
  ["src/renderer", `export const x = process.env;`, "TS"],
  [
    "src/renderer/panels/planted-a",
    `export * from "../planted-b/target.ts";`,
    "panels-do-not-know-each-other",
  ],
  [
    "src/core",
    `export * from "../../tests/support/planted.ts";`,
    "src-never-imports-tests",
  ],
  ["src/core", `export * from "./no-such-file.ts";`, "not-to-unresolvable"],
  [
    "src/core",
    `import type { Y } from "./planted-cycle.ts"; export type X = Y;`,
    "no-cycles",
  ],
];
const fileOf = (index: number): string =>
  `${planted[index]![0]}/planted-${index}.ts`;

let copy = "";
const refusals = new Map<string, Set<string>>();
const refuse = (file: string, rule: string): void => {
  refusals.set(file, (refusals.get(file) ?? new Set()).add(rule));
};

function write(file: string, text: string): void {
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), `${text}\n`);
}

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "trivet-planted-"));
  for (const part of [
    "src",
    ".dependency-cruiser.cjs",
    "tsconfig.base.json",
    "package.json",
  ])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const layers = [
    "core",
    "contract",
    "services",
    "node",
    "main",
    "preload",
    "renderer",
    "cli",
  ];
  write(
    "tsconfig.json",
    JSON.stringify({
      files: [],
      references: layers.map((layer) => ({ path: `src/${layer}` })),
    }),
  );
  planted.forEach(([, line], index) => write(fileOf(index), line));
  write("src/renderer/panels/planted-b/target.ts", "export const target = 1;");
  write("tests/support/planted.ts", "export const target = 1;");
  const cycle = planted.findIndex(([, , rule]) => rule === "no-cycles");
  write(
    "src/core/planted-cycle.ts",
    `import type { X } from "./planted-${cycle}.ts"; export type Y = X | 1;`,
  );

  const cruise = execFileSync(
    process.execPath,
    [cruiser, "src", "--output-type", "json"],
    {
      cwd: copy,
      maxBuffer: 256 << 20,
      encoding: "utf8",
    },
  );
  const { summary } = JSON.parse(cruise) as {
    summary: { violations: { from: string; rule: { name: string } }[] };
  };
  for (const { from, rule } of summary.violations) refuse(from, rule.name);

  const build = spawnSync(
    process.execPath,
    [compiler, "-b", "--pretty", "false"],
    { cwd: copy, encoding: "utf8" },
  );
  for (const [, file] of build.stdout.matchAll(
    /^(src\/[^(]+)\(\d+,\d+\): error TS\d+/gm,
  ))
    refuse(file!, "TS");
}, 120_000);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe("architecture gates", () => {
  it.each(
    planted.map(([folder, line, rule], index) => ({
      folder,
      line,
      rule,
      file: fileOf(index),
    })),
  )("refuse in $folder: $line", ({ file, rule }) => {
    expect([...(refusals.get(file) ?? [])]).toContain(rule);
  });

  it("refuse nothing that stands in the tree itself", () => {
    const innocent = [...refusals].filter(
      ([file]) => !file.includes("planted"),
    );
    expect(
      innocent.filter(([, rules]) => [...rules].some((rule) => rule !== "TS")),
    ).toEqual([]);
  });
});
