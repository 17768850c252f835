// The import gate. It enforces the table in docs/architecture.md ("Who may import whom"): change both.
// The other gate is `tsc -b` with one tsconfig per layer: it sees globals, this one sees packages and siblings.
// tests/unit/architecture.test.ts plants violations and expects one of the two to refuse each.

const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { pathNot: allowed },
});
const LANGUAGES =
  "pprof|goroutines|memstats|procfs|logs|gdb-mi|elf|dwarf|go-runtime|statistics";

module.exports = {
  forbidden: [
    {
      name: "core-is-pure",
      comment: "core imports core: no npm, no Node, no Electron, no React",
      severity: "error",
      from: { path: "^src/core/", pathNot: "^src/core/project-file/" },
      to: { pathNot: "^src/core/" },
    },
    only(
      "project-file-allow-list",
      "^src/core/project-file/",
      ["^src/core/", "^node_modules/zod/"],
      "file schemas may use zod: the file is untrusted input",
    ),
    only(
      "contract-allow-list",
      "^src/contract/",
      ["^src/contract/", "^src/core/", "^node_modules/zod/"],
      "the contract sees core types and zod",
    ),
    {
      name: "channels-stay-small",
      comment: "the preload bundles channels.ts: it must not pull zod in",
      severity: "error",
      from: { path: "^src/contract/channels\\.ts$" },
      to: { path: "." },
    },
    only(
      "services-allow-list",
      "^src/services/",
      ["^src/services/", "^src/core/"],
      "services reach the world through ports they declare",
    ),
    {
      name: "adapters-see-ports-only",
      severity: "error",
      from: { path: "^src/node/" },
      to: { path: "^src/services/", pathNot: "^src/services/ports/" },
    },
    {
      name: "adapters-do-not-know-each-other",
      comment:
        "src/node/A may not import src/node/B; worker-thread is no adapter but how they run in threads",
      severity: "error",
      from: { path: "^src/node/([^/]+)/" },
      to: {
        path: "^src/node/[^/]+/",
        pathNot: "^src/node/($1|worker-thread)/",
      },
    },
    {
      name: "adapters-have-no-front-end",
      severity: "error",
      from: { path: "^src/node/" },
      to: {
        path: [
          "^src/(main|preload|renderer|cli|contract)/",
          "^node_modules/(react|react-dom|echarts|@xterm)/",
        ],
      },
    },
    only(
      "preload-allow-list",
      "^src/preload/",
      [
        "^src/preload/",
        "^src/contract/channels\\.ts$",
        "^electron$",
        "^node_modules/electron(-floor)?/",
      ],
      "the preload is a bridge over channel names",
    ),
    {
      name: "renderer-is-a-web-page",
      severity: "error",
      from: { path: "^src/renderer/" },
      to: { path: "^src/(main|preload|services|node|cli)/" },
    },
    {
      name: "panels-do-not-know-each-other",
      severity: "error",
      from: { path: "^src/renderer/panels/([^/]+)/" },
      to: {
        path: "^src/renderer/panels/[^/]+/",
        pathNot: "^src/renderer/panels/$1/",
      },
    },
    {
      name: "no-node-in-pure-layers",
      severity: "error",
      from: { path: "^src/(renderer|core|contract|services)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "electron-only-in-shell",
      severity: "error",
      from: { pathNot: "^(src/(main|preload)|tests)/" },
      to: { path: ["^electron$", "^node_modules/electron(-floor)?/"] },
    },
    {
      name: "cli-is-a-front-end",
      severity: "error",
      from: { path: "^src/cli/" },
      to: { path: "^src/(main|preload|renderer|contract)/" },
    },
    {
      name: "shell-is-not-a-front-end",
      comment: "main composes; it never imports the renderer, preload or CLI",
      severity: "error",
      from: { path: "^src/main/" },
      to: { path: "^src/(renderer|preload|cli)/" },
    },
    {
      name: "core-ladder-languages",
      comment: "readers and maths never know investigations or findings",
      severity: "error",
      from: { path: `^src/core/(${LANGUAGES})/` },
      to: { path: "^src/core/(investigation|findings|project-file)/" },
    },
    {
      name: "core-languages-stand-alone",
      severity: "error",
      from: { path: `^src/core/(${LANGUAGES})/` },
      to: {
        path: `^src/core/(${LANGUAGES})/`,
        pathNot: "^src/core/$1/",
      },
    },
    {
      name: "core-ladder-comparison",
      comment:
        "comparison is above pprof and statistics, below everything that decides",
      severity: "error",
      from: { path: "^src/core/comparison/" },
      to: {
        path: "^src/core/",
        pathNot: "^src/core/(comparison|pprof|statistics|[^/]+\\.ts$)",
      },
    },
    {
      name: "core-ladder-investigation",
      comment: "investigation is below findings and project-file",
      severity: "error",
      from: { path: "^src/core/investigation/" },
      to: { path: "^src/core/(findings|project-file)/" },
    },
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "src-never-imports-tests",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^tests/" },
    },
    {
      name: "not-to-unresolvable",
      severity: "error",
      from: {},
      to: {
        couldNotResolve: true,
        pathNot: ["^electron$", "\\?(worker|url|raw|modulePath|nodeWorker)"],
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    // So that a copy of the tree with a linked node_modules is judged like the tree itself (architecture.test.ts).
    preserveSymlinks: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".d.ts", ".js", ".cjs", ".mjs"],
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
