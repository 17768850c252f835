// What failed, in a few lines at the very end: of a run of an hour, often only the end is kept.

import { readFileSync, writeFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

const reasonLines = 6;
const widestLine = 240;

/** The first lines of an error's message, without colours and without empty lines. */
function reason(message = "") {
  return stripVTControlCharacters(message)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(0, reasonLines)
    .map((line) => line.slice(0, widestLine));
}

/** Vitest's JSON: files with assertions; a file that could not be read at all has a message of its own. */
function* ofVitest({ testResults = [] }) {
  for (const file of testResults) {
    const failed = file.assertionResults.filter((it) => it.status === "failed");
    for (const it of failed)
      yield [`${file.name} > ${it.fullName}`, it.failureMessages[0]];
    if (failed.length === 0 && file.status === "failed")
      yield [file.name, file.message];
  }
}

/** Playwright's JSON: suites within suites; errors outside of any test stand at the top. */
function* ofPlaywright({ suites = [], errors = [] }) {
  for (const error of errors) yield ["outside of a test", error.message];
  for (const suite of suites) {
    yield* ofPlaywright({ suites: suite.suites });
    for (const { ok, title, file, line, tests } of suite.specs ?? [])
      if (!ok)
        yield [
          `${file}:${line} ${title}`,
          tests.flatMap((it) => it.results).find((it) => it.error)?.error
            .message,
        ];
  }
}

const read = (path) => {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return {};
  }
};

/** Adds gates that failed to what Vitest wrote to `path`: each with its name and the last lines that it printed. */
export function addGates(path, gates) {
  writeFileSync(path, JSON.stringify({ ...read(path), gates }));
}

/**
 * What failed according to the results at `path`, that Vitest, Playwright or `addGates` wrote: a line with the name of
 * the test or gate, then the first lines of why. Empty when nothing was written: then a step before the tests failed.
 */
export function failuresIn(path, root) {
  const { gates = [], ...results } = read(path);
  const failures = results.testResults === undefined ? ofPlaywright : ofVitest;
  return [
    ...gates.map(({ gate, output }) => [gate, output]),
    ...failures(results),
  ].flatMap(([name, message]) => [
    name.replace(`${root}/`, ""),
    ...reason(message).map((line) => `    ${line}`),
  ]);
}
