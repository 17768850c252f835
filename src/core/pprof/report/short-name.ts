// Function names without what is the same for all of a package (ShortenFunctionName in internal/graph).

const anonymous = /^\(anonymous namespace\)::/;
const goVersion = /^(.*?)\/v(?:[2-9]|[1-9][0-9]+)([./].*)$/;
const languages = [
  /^(?:[\w\-.]+\/)+([^.]+\..+)/,
  /^(?:[a-z]\w*\.)*([A-Z][\w$]*\.(?:<init>|[a-z][\w$]*(?:\$\d+)?))(?:\(|$)/,
  /^(?:[_a-zA-Z]\w*::)+(_*[A-Z]\w*::~?[_a-zA-Z]\w*(?:<.*>)?)/,
];

/** Longer names are left as they are: these expressions backtrack, and nobody reads such a name in a box. */
const longest = 1000;

/** `github.com/a/b/v2.(*T).M` is `b.(*T).M`. */
export function shortFunctionName(name: string): string {
  if (name.length > longest) return name;
  const plain = name.replace(anonymous, "").replace(goVersion, "$1$2");
  for (const language of languages) {
    const short = language.exec(plain)?.[1];
    if (short !== undefined) return short;
  }
  return plain;
}
