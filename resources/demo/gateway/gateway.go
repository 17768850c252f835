package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/pprof"
	"sync"
	"sync/atomic"
)

const (
	workers        = 8
	recentPayments = 1000
	pageBytes      = 16 << 10
)

// A payment is what /pay takes.
type payment struct {
	Merchant string `json:"merchant"`
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
	Lines    []line `json:"lines"`
}

type line struct {
	Item  string `json:"item"`
	Price int64  `json:"price"`
}

type receipt struct {
	Number   uint64 `json:"number"`
	Text     string `json:"text"`
	Checksum uint32 `json:"checksum"`
}

type job struct {
	payment payment
	done    chan receipt
}

type gateway struct {
	jobs      chan job
	served    atomic.Uint64
	merchants map[string]string

	mu     sync.Mutex
	recent [recentPayments]*receipt // healthy: a ring that is full after a few seconds
}

func newGateway(leak bool, maxHeap int64) *gateway {
	g := &gateway{jobs: make(chan job), merchants: loadMerchants(20_000)}
	limit := &leakLimit{bytes: maxHeap}
	for i := 0; i < workers; i++ {
		go g.work(&rasteriser{leak: leak, limit: limit})
	}
	return g
}

// loadMerchants is the live heap that a healthy service starts with.
func loadMerchants(count int) map[string]string {
	merchants := make(map[string]string, count)
	for i := 0; i < count; i++ {
		merchants[fmt.Sprintf("merchant-%05d", i)] = fmt.Sprintf("%0160d", i)
	}
	return merchants
}

func (g *gateway) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/pay", g.pay)
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "{\"ok\":true,\"served\":%d}\n", g.served.Load())
	})
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}

func (g *gateway) pay(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var p payment
	if err := json.Unmarshal(body, &p); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	done := make(chan receipt, 1)
	select {
	case g.jobs <- job{p, done}:
	case <-r.Context().Done():
		return
	}
	result := <-done
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(result)
}

func (g *gateway) work(r *rasteriser) {
	for j := range g.jobs {
		number := g.served.Add(1)
		result := g.print(r, number, j.payment)
		g.remember(&result)
		j.done <- result
	}
}

// print renders a receipt: text and a page of pixels, both garbage as soon as the answer is sent.
func (g *gateway) print(r *rasteriser, number uint64, p payment) receipt {
	var text bytes.Buffer
	fmt.Fprintf(&text, "receipt %d\n%s\n%s\n", number, p.Merchant, g.merchants[p.Merchant])
	for _, l := range p.Lines {
		fmt.Fprintf(&text, "%-24s %8d.%02d %s\n", l.Item, l.Price/100, l.Price%100, p.Currency)
	}
	fmt.Fprintf(&text, "%-24s %8d.%02d %s\n", "total", p.Amount/100, p.Amount%100, p.Currency)

	page := make([]byte, pageBytes)
	copy(page, text.Bytes())
	r.draw(page, number)
	r.finish()
	return receipt{Number: number, Text: text.String(), Checksum: crc32.ChecksumIEEE(page)}
}

func (g *gateway) remember(done *receipt) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.recent[done.Number%recentPayments] = done
}
