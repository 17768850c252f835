import { describe, expect, it } from "vitest";
import { buildSiteTable } from "../../../../src/core/pprof/allocation-sites.ts";
import {
  GoDistribution,
  packagePath,
} from "../../../../src/core/pprof/go-symbol.ts";
import { pictured } from "../../../support/profile-decoded.ts";

const root = "runtime.main@/usr/local/go/src/runtime/proc.go:283";

describe("buildSiteTable", () => {
  it("names the leaf-most frame outside the Go distribution, and what it went through", () => {
    const table = buildSiteTable(
      pictured(
        `
        ${root};main.main@/app/main.go:9;gateway/glyph.Put@/app/glyph/cache.go:31;bytes.growSlice@/usr/local/go/src/bytes/buffer.go:249 8 512 4 256 [bytes=64]
        ${root};main.main@/app/main.go:9;gateway/glyph.Put@/app/glyph/cache.go:31;bytes.growSlice@/usr/local/go/src/bytes/buffer.go:249 2 256 1 128 [bytes=128]
        ${root};main.other@/app/main.go:20;main.main@/app/main.go:11;gateway/glyph.Put@/app/glyph/cache.go:31;bytes.growSlice@/usr/local/go/src/bytes/buffer.go:249 1 64 1 64 [bytes=64]
        ${root};main.main@/app/main.go:9;github.com/x/y.F@/go/pkg/mod/github.com/x/y@v1/f.go:5 1 1000 1 1000 [bytes=1000]
        ${root};net/http.(*Server).Serve@/usr/local/go/src/net/http/server.go:3 1 8 1 8 [bytes=8]
        `,
        { period: 4096 },
      ),
    );
    expect(table.sampleRateBytes).toBe(4096);
    expect(table.sites).toEqual([
      {
        function: "github.com/x/y.F",
        file: "/go/pkg/mod/github.com/x/y@v1/f.go",
        line: 5,
        via: "",
        buckets: [
          {
            objectBytes: 1000,
            allocObjects: 1,
            allocBytes: 1000,
            inuseObjects: 1,
            inuseBytes: 1000,
          },
        ],
      },
      {
        function: "gateway/glyph.Put",
        file: "/app/glyph/cache.go",
        line: 31,
        via: "bytes.growSlice",
        buckets: [
          {
            objectBytes: 64,
            allocObjects: 9,
            allocBytes: 576,
            inuseObjects: 5,
            inuseBytes: 320,
          },
          {
            objectBytes: 128,
            allocObjects: 2,
            allocBytes: 256,
            inuseObjects: 1,
            inuseBytes: 128,
          },
        ],
      },
      {
        function: "net/http.(*Server).Serve",
        file: "/usr/local/go/src/net/http/server.go",
        line: 3,
        via: "",
        buckets: [
          {
            objectBytes: 8,
            allocObjects: 1,
            allocBytes: 8,
            inuseObjects: 1,
            inuseBytes: 8,
          },
        ],
      },
    ]);
  });

  it("takes the average size where the label is missing", () => {
    const [site] = buildSiteTable(pictured("main.f@/m.go:1 4 400 1 100")).sites;
    expect(site?.buckets).toEqual([
      {
        objectBytes: 100,
        allocObjects: 4,
        allocBytes: 400,
        inuseObjects: 1,
        inuseBytes: 100,
      },
    ]);
  });

  it("refuses other profiles", () => {
    expect(() => buildSiteTable(pictured("main 1"))).toThrow(
      /not a heap profile: it has samples/,
    );
  });
});

describe("packagePath", () => {
  it.each([
    ["main.leak", "main"],
    ["net/http.(*conn).serve", "net/http"],
    ["gateway/glyph.(*Cache[go.shape.[]a/b.T]).Put", "gateway/glyph"],
    ["github.com/x/y.Map[...]", "github.com/x/y"],
    ["gopkg.in/yaml%2ev3.Unmarshal", "gopkg.in/yaml%2ev3"],
    ["runtime.main.func1", "runtime"],
    ["_cgo_wait", "_cgo_wait"],
  ])("%s is in %s", (symbol, path) => {
    expect(packagePath(symbol)).toBe(path);
  });
});

describe("GoDistribution", () => {
  const known = GoDistribution.learn([
    { function: "main.main", file: "/app/src/runtime/x.go" },
    { function: "runtime.main", file: "/opt/go/src/runtime/proc.go" },
  ]);
  const unknown = GoDistribution.learn([]);
  it.each([
    ["net/http.Serve", "/opt/go/src/net/http/server.go", true, true],
    [
      "vendor/golang.org/x/net/dns.F",
      "/opt/go/src/vendor/golang.org/x/net/dns/f.go",
      true,
      true,
    ],
    // A module of one's own without a dot in its name, and one that is called like a package of the distribution.
    ["gateway/glyph.Put", "/app/glyph/cache.go", false, false],
    ["log.Handle", "/app/log/handle.go", false, false],
    ["main.main", "/opt/go/src/main.go", false, false],
    // -trimpath leaves import paths.
    ["net/http.Serve", "net/http/server.go", true, true],
    ["gateway/glyph.Put", "gateway/glyph/cache.go", false, false],
    ["github.com/x/y.F", "github.com/x/y@v1.2.3/f.go", false, false],
  ])("%s in %s", (name, file, withRoot, withoutRoot) => {
    const frame = { function: name, file };
    expect(known.has(frame)).toBe(withRoot && name !== "main.main");
    expect(unknown.has(frame)).toBe(withoutRoot);
  });
});
