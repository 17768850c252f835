package agent

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
	"time"
)

type entry struct {
	number uint64
	at     int64
	kind   uint16
	text   string
	values []float64
}

// entriesOf checks every slot; whatever was written must be whole.
func entriesOf(t *testing.T, file []byte) []entry {
	t.Helper()
	if string(file[:8]) != magic || (len(file)-headerBytes)%slotBytes != 0 {
		t.Fatalf("not a ring: %d bytes", len(file))
	}
	order := binary.LittleEndian
	var entries []entry
	for at := headerBytes; at < len(file); at += slotBytes {
		slot := file[at : at+slotBytes]
		number := order.Uint64(slot)
		if number == 0 {
			continue
		}
		sum := crc32.Update(crc32.Checksum(slot[:20], castagnoli), castagnoli, slot[leadBytes:])
		if sum != order.Uint32(slot[20:]) {
			t.Fatalf("entry %d has another checksum", number)
		}
		next := entry{number: number, at: int64(order.Uint64(slot[8:])), kind: order.Uint16(slot[16:])}
		length := int(order.Uint16(slot[18:]))
		if next.kind == kindLabels {
			next.text = string(slot[leadBytes+8 : leadBytes+8+length])
			length = 1
		}
		for i := 0; i < length; i++ {
			next.values = append(next.values, math.Float64frombits(order.Uint64(slot[leadBytes+8*i:])))
		}
		entries = append(entries, next)
	}
	return entries
}

func startIn(t *testing.T, options Options) *Agent {
	t.Helper()
	if options.Folder == "" {
		options.Folder = t.TempDir()
	}
	agent := StartWith(options)
	if agent.Err() != nil {
		t.Fatal(agent.Err())
	}
	t.Cleanup(agent.Stop)
	return agent
}

// until asks again until it holds; ten seconds are for the slowest of machines.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for began := time.Now(); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			t.Fatal("never came: " + what)
		}
	}
}

func read(t *testing.T, path string) []entry {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return entriesOf(t, file)
}

func TestRingGoesRound(t *testing.T) {
	agent := startIn(t, Options{Tick: 10 * time.Millisecond, Slots: 16})
	until(t, "40 entries", func() bool {
		_, number := agent.ring.since(0)
		return number > 40
	})
	agent.Stop()
	entries := read(t, agent.Path())
	if len(entries) != 16 {
		t.Fatalf("%d entries in 16 slots", len(entries))
	}
	highest, ends := uint64(0), 0
	for _, entry := range entries {
		if entry.number > highest {
			highest = entry.number
		}
		if entry.kind == kindEnd {
			ends++
		}
	}
	if ends != 1 || highest <= 40 {
		t.Fatalf("%d ends, newest %d", ends, highest)
	}
}

func TestSamplesAreWhatTheRuntimeSays(t *testing.T) {
	agent := startIn(t, Options{})
	runtime.GC()
	runtime.GC()
	isThere := func() bool {
		for _, entry := range read(t, agent.Path()) {
			if entry.kind == kindCollection && entry.values[0] >= 2 {
				return true
			}
		}
		return false
	}
	until(t, "the second collection", isThere)
	columns := newSampler().columns()
	for _, entry := range read(t, agent.Path()) {
		if entry.kind != kindSample {
			continue
		}
		if len(entry.values) != len(columns) {
			t.Fatalf("%d values of %d", len(entry.values), len(columns))
		}
		for i, name := range columns {
			if name == "/sched/goroutines:goroutines" && entry.values[i] < 2 {
				t.Fatalf("%v goroutines", entry.values[i])
			}
			if name == "/memory/classes/total:bytes" && entry.values[i] < 1<<20 {
				t.Fatalf("%v bytes in all", entry.values[i])
			}
			if name == residentColumn && runtime.GOOS == "linux" && entry.values[i] < 1<<20 {
				t.Fatalf("%v bytes resident", entry.values[i])
			}
		}
	}
}

func TestLabelsAreCounted(t *testing.T) {
	agent := startIn(t, Options{LabelsEvery: 20 * time.Millisecond})
	release := make(chan struct{})
	defer close(release)
	for i := 0; i < 3; i++ {
		go pprof.Do(context.Background(), pprof.Labels("tenant", "acme"), func(context.Context) { <-release })
	}
	until(t, "three of acme", func() bool {
		for _, entry := range read(t, agent.Path()) {
			if entry.kind == kindLabels && strings.Contains(entry.text, `"tenant":"acme"`) && entry.values[0] == 3 {
				return true
			}
		}
		return false
	})
}

func TestLongLabelsAreCutBetweenCharacters(t *testing.T) {
	text := cut(strings.Repeat("é", mostText), mostText)
	if len(text) > mostText || len(text) < mostText-1 || strings.ContainsRune(text, '\uFFFD') {
		t.Fatalf("%d bytes", len(text))
	}
	if got := countSets([]byte("3 @ 0x1\n# labels: {\"a\":\"b\"}\n#\t0x1\n\n2 @ 0x2\n# labels: {\"a\":\"b\"}\n1 @ 0x3\n")); len(got) != 1 || got[0].goroutines != 5 {
		t.Fatalf("%v", got)
	}
}

func TestHandlerStreamsAnOrderedRing(t *testing.T) {
	agent := startIn(t, Options{Tick: 10 * time.Millisecond})
	server := httptest.NewServer(Handler())
	defer server.Close()
	response, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	file := make([]byte, headerBytes+20*slotBytes)
	if _, err := io.ReadFull(response.Body, file); err != nil {
		t.Fatal(err)
	}
	for i, entry := range entriesOf(t, file) {
		if entry.number != uint64(i+1) {
			t.Fatalf("entry %d is number %d", i, entry.number)
		}
	}
	agent.Stop()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Fatal(err)
	}
	if again, err := http.Get(server.URL); err != nil || again.StatusCode != http.StatusServiceUnavailable {
		t.Fatalf("%v %v", again, err)
	}
}

func TestAFileCutOffEndsTheAgentNotTheProgram(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("mapped memory")
	}
	said := make(chan string, 1)
	agent := startIn(t, Options{Tick: 10 * time.Millisecond, Logf: func(format string, _ ...any) { said <- format }})
	if err := os.Truncate(agent.Path(), 0); err != nil {
		t.Fatal(err)
	}
	select {
	case line := <-said:
		if !strings.Contains(line, "damaged") {
			t.Fatal(line)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("nothing was said")
	}
	if agent.Err() == nil {
		t.Fatal("it writes on")
	}
}

func TestFoldersThatAreNotOurs(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	t.Setenv("TRIVET_RING_DIR", "")
	folder, err := ringFolder("")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := ringFolder(""); err == nil && runtime.GOOS == "linux" {
		t.Fatal("a folder that everybody may write was taken")
	}
	os.Remove(folder)
	if err := os.Symlink(temporary, folder); err != nil {
		t.Fatal(err)
	}
	if _, err := ringFolder(""); err == nil {
		t.Fatal("a link was taken for a folder")
	}
	said := ""
	agent := StartWith(Options{Folder: filepath.Join(folder, "\x00"), Logf: func(format string, _ ...any) { said = format }})
	if agent.Err() == nil || said == "" || agent.Path() != "" {
		t.Fatalf("%v %q", agent.Err(), said)
	}
	agent.Stop()
}

func TestOldRingsGo(t *testing.T) {
	folder := t.TempDir()
	for i := 0; i < 12; i++ {
		path := filepath.Join(folder, programName()+"."+strings.Repeat("1", i+1)+".1"+suffix)
		if err := os.WriteFile(path, bytes.Repeat([]byte{0}, 8), 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(time.Duration(i-100) * time.Hour)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	startIn(t, Options{Folder: folder})
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != kept {
		t.Fatalf("%d files, %v", len(left), err)
	}
}

func BenchmarkTick(b *testing.B) {
	sampler := newSampler()
	ring, err := openRing(Options{Folder: b.TempDir()}.withDefaults(), time.Now(), sampler.columns())
	if err != nil {
		b.Fatal(err)
	}
	defer ring.close()
	collections := newCollections()
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		ring.writeSample(int64(i), sampler.read())
		collections.writeNew(ring, sampler.collections(), sampler.marked())
	}
}
