// "This function" as a filter: RE2 that matches whole names and nothing else, and the way back from such an expression
// to the names, so that people who click see names and people who type see expressions.

const special = /[\\.+*?()|[\]{}^$]/g;

/** Matches exactly these names: `^main\.f$|^main\.g$`. */
export function exactExpression(names: readonly string[]): string {
  return names.map((name) => `^${name.replace(special, "\\$&")}$`).join("|");
}

/** The names that an expression of `exactExpression` was made of; null for any other expression. */
export function exactNames(expression: string): readonly string[] | null {
  const names: string[] = [];
  let name = "";
  let isOpen = false;
  for (let at = 0; at < expression.length; at++) {
    const character = expression[at]!;
    if (!isOpen) {
      if (character !== "^") return null;
      isOpen = true;
    } else if (character === "\\") {
      const escaped = expression[++at];
      // `\d` and its like are classes, not characters.
      if (escaped === undefined || escaped.search(special) < 0) return null;
      name += escaped;
    } else if (character === "$") {
      names.push(name);
      name = "";
      isOpen = false;
      if (at + 1 === expression.length) return names;
      if (expression[++at] !== "|") return null;
    } else if (character.search(special) >= 0) return null;
    else name += character;
  }
  return null;
}
