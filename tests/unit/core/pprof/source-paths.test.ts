import { describe, expect, it } from "vitest";
import {
  sourceCandidates,
  type SourcePlaces,
} from "../../../../src/core/pprof/source-paths.ts";

const places: SourcePlaces = {
  mappings: [
    { from: "/build", to: "/home/me/all" },
    { from: "/build/app/", to: "/home/me/app" },
    { from: "example.com/app", to: "/home/me/trimmed" },
  ],
  goRoots: ["/usr/lib/go-1.19", "/usr/local/go/"],
  moduleCaches: ["/go/pkg/mod"],
  modules: [{ path: "trivet.example/gateway", folder: "/trivet/demo/gateway" }],
};

const found = (file: string, name = "main.main"): unknown => {
  const answer = sourceCandidates(file, name, places);
  return typeof answer === "string"
    ? answer
    : answer.map(({ origin, path }) => `${origin} ${path}`);
};

describe("where the source of a frame may be", () => {
  it("takes the most particular mapping, then the path as recorded", () => {
    expect(found("/build/app/cache/lru.go")).toEqual([
      "mapping /home/me/app/cache/lru.go",
      "mapping /home/me/all/app/cache/lru.go",
      "recorded /build/app/cache/lru.go",
    ]);
    expect(found("/builder/app.go")).toEqual(["recorded /builder/app.go"]);
    expect(found("example.com/app/main.go")).toEqual([
      "mapping /home/me/trimmed/main.go",
    ]);
  });

  it("looks for the distribution's files in each GOROOT", () => {
    const both = (rest: string) => [
      `goroot /usr/lib/go-1.19/src/${rest}`,
      `goroot /usr/local/go/src/${rest}`,
    ];
    expect(found("runtime/malloc.go", "runtime.mallocgc")).toEqual(
      both("runtime/malloc.go"),
    );
    expect(
      found("/opt/go/1.22/src/net/http/server.go", "net/http.(*conn).serve"),
    ).toEqual([
      "recorded /opt/go/1.22/src/net/http/server.go",
      ...both("net/http/server.go"),
    ]);
    expect(
      found("/src/x/src/slices/sort.go", "slices.SortFunc[go.shape.int]"),
    ).toEqual([
      "recorded /src/x/src/slices/sort.go",
      ...both("slices/sort.go"),
    ]);
  });

  it("does not take somebody's own src/ for the distribution", () => {
    expect(
      found("/home/u/src/net/http/x.go", "example.com/http.Serve"),
    ).toEqual(["recorded /home/u/src/net/http/x.go"]);
    expect(found("/home/u/src/net/http/x.go", "main.main")).toEqual([
      "recorded /home/u/src/net/http/x.go",
    ]);
  });

  it("knows the module cache by its versions", () => {
    const inCache =
      "module-cache /go/pkg/mod/github.com/!burnt!sushi/toml@v1.2.0/Decode.go";
    expect(
      found("github.com/BurntSushi/toml@v1.2.0/Decode.go", "toml.Decode"),
    ).toEqual([inCache]);
    expect(
      found("/root/go/pkg/mod/github.com/!burnt!sushi/toml@v1.2.0/Decode.go"),
    ).toContain(inCache);
    expect(
      found("/cache/mods/github.com/!burnt!sushi/toml@v1.2.0/Decode.go"),
    ).toContain(inCache);
  });

  it("knows modules whose sources came along", () => {
    expect(found("trivet.example/gateway/raster.go")).toEqual([
      "bundled /trivet/demo/gateway/raster.go",
    ]);
    expect(found("trivet.example/gateway2/raster.go")).toEqual([]);
  });

  it("looks for nothing where a profile points elsewhere", () => {
    expect(found("")).toBe("no-file");
    for (const file of [
      "/etc/shadow",
      "/dev/zero",
      "/home/me/.ssh/id_rsa",
      "x.go/",
    ])
      expect(found(file), file).toBe("not-source");
    for (const file of [
      "../../etc/passwd.go",
      "/build/app/../../../etc/x.go",
      "a/../../x.go",
      "C:\\a\\..\\x.go",
      "//host/share/x.go",
      "\\\\host\\share\\x.go",
      "/a\0b.go",
      `/${"x".repeat(5000)}.go`,
    ])
      expect(found(file), file).toBe("unsafe-path");
  });
});
