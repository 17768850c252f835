// Go symbol names, and whose code they are. A site in the Go distribution (bytes.growSlice) is where memory was taken,
// not where the mistake is.

/** `github.com/a/b.(*T).Method[...]` is `github.com/a/b`. */
export function packagePath(symbol: string): string {
  const bracket = symbol.indexOf("[");
  const plain = bracket === -1 ? symbol : symbol.slice(0, bracket);
  const slash = plain.lastIndexOf("/");
  const dot = plain.indexOf(".", slash + 1);
  return dot === -1 ? plain : plain.slice(0, dot);
}

/** First elements of the import paths of Go's standard library, for files whose path does not say where they are. */
const standardRoots = new Set(
  (
    "archive arena bufio builtin bytes cmp compress container context crypto database debug embed encoding errors expvar " +
    "flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp runtime " +
    "simd slices sort strconv strings structs sync syscall testing text time type unicode unique unsafe vendor weak"
  ).split(" "),
);

const tellingPackages = new Set([
  "internal/poll",
  "net",
  "net/http",
  "os",
  "sync",
  "syscall",
  "time",
]);

export class GoDistribution {
  /** `/usr/local/go/src/`; null when no frame tells, as with -trimpath. */
  readonly #sourceRoot: string | null;

  private constructor(sourceRoot: string | null) {
    this.#sourceRoot = sourceRoot;
  }

  /**
   * Learns where the distribution's sources were at build time: from any frame of package runtime, or, in a dump that
   * hides these, of a package that every server has and nobody else calls so.
   */
  static learn(
    frames: Iterable<{ readonly function: string; readonly file: string }>,
  ): GoDistribution {
    let second: string | null = null;
    for (const { function: name, file } of frames) {
      const path = packagePath(name);
      if (path !== "runtime" && (second !== null || !tellingPackages.has(path)))
        continue;
      const at = file.lastIndexOf(`/src/${path}/`);
      if (at < 0) continue;
      const root = file.slice(0, at + "/src/".length);
      if (path === "runtime") return new GoDistribution(root);
      second = root;
    }
    return new GoDistribution(second);
  }

  has(frame: { readonly function: string; readonly file: string }): boolean {
    const path = packagePath(frame.function);
    if (path === "main") return false;
    if (this.#sourceRoot !== null && isAbsolute(frame.file))
      return frame.file.startsWith(this.#sourceRoot);
    const first = firstElement(path);
    if (!standardRoots.has(first)) return false;
    // Without a root: `/anything/src/net/http/server.go`, or with -trimpath `net/http/server.go`.
    return (
      frame.file === "" ||
      !isAbsolute(frame.file) ||
      frame.file.includes(`/src/${path}/`)
    );
  }
}

function firstElement(path: string): string {
  const slash = path.indexOf("/");
  return slash === -1 ? path : path.slice(0, slash);
}

function isAbsolute(file: string): boolean {
  return file.startsWith("/") || /^[A-Za-z]:[\\/]/.test(file);
}
