// RE2 for filters: re2js, a port of Go's own engine, linear in the length of the text whatever the expression. Where Go's
// syntax and JavaScript's differ, Go's is what people have from pprof.

import { RE2JS } from "re2js";
import { TrivetError } from "../../core/errors.ts";
import type { CompileExpression } from "../../core/pprof/text-matcher.ts";

/** The longest expression that is compiled; its automaton may take a few hundred bytes a character. */
const longest = 10_000;

/** Code: usage, naming the option. */
export const compileExpression: CompileExpression = (option, expression) => {
  if (expression.length > longest)
    throw new TrivetError(
      "usage",
      `${option}: the expression is longer than ${longest} characters`,
    );
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(expression);
  } catch (error) {
    throw new TrivetError(
      "usage",
      `${option}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
  return (text) => compiled.test(text);
};
