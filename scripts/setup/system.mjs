// Debian packages. What is needed is known to `trivet doctor` alone; as root on Debian it is installed right away, and
// elsewhere the exact command is named.

import { readFileSync } from "node:fs";
import { inRoot } from "./paths.mjs";
import { run, say, SetupError } from "./run.mjs";

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(
      readFileSync("/etc/os-release", "utf8"),
    );
  } catch {
    return false;
  }
}

async function missingFor(purposes) {
  const { stdout } = await run(
    process.execPath,
    [
      inRoot("out", "main", "cli.js"),
      "doctor",
      "--json",
      ...purposes.flatMap((purpose) => ["--for", purpose]),
    ],
    { capture: true },
  );
  return JSON.parse(stdout).checks.filter(({ status }) => status === "missing");
}

/** The first of several names that this Debian release has. */
async function pickPackage(names) {
  for (const name of names) {
    const { stdout } = await run("apt-cache", ["policy", name], {
      capture: true,
      quiet: true,
    });
    if (/Candidate: (?!\(none\))/.test(stdout)) return name;
  }
  return names.at(-1);
}

async function installPackages(missing) {
  const apt = {
    env: { DEBIAN_FRONTEND: "noninteractive" },
    capture: true,
    quiet: true,
  };
  await run("apt-get", ["update", "-qq"], apt);
  const packages = await Promise.all(
    missing.map(({ debianPackages }) => pickPackage(debianPackages)),
  );
  say(`installing Debian packages: ${packages.join(" ")}`);
  const { code, stderr } = await run(
    "apt-get",
    ["install", "-y", "-qq", "--no-install-recommends", ...packages],
    apt,
  );
  if (code !== 0)
    throw new SetupError(
      `apt-get install failed\n${stderr}`,
      `run: apt-get update && apt-get install ${packages.join(" ")}`,
    );
}

/** Makes sure that what `purposes` need is there. Returns what is still missing and no package mends (a display). */
export async function ensureSystem(purposes) {
  let missing = await missingFor(purposes);
  const installable = missing.filter(
    ({ debianPackages }) => debianPackages.length > 0,
  );
  if (installable.length > 0 && process.getuid?.() === 0 && isDebian()) {
    await installPackages(installable);
    missing = await missingFor(purposes);
  }
  const packages = missing.filter(
    ({ debianPackages }) => debianPackages.length > 0,
  );
  if (packages.length > 0)
    throw new SetupError(
      `this machine lacks ${packages.map(({ id, why }) => `${id} (${why})`).join("; ")}`,
      `run: ${packages.map(({ mend }) => mend).join("\n        run: ")}`,
    );
  return missing;
}
