// Collections that only grow: maps, slices, lists, trees.
package main

import (
	"container/list"
	"fmt"
	"strconv"
	"sync"
)

type page struct {
	url  string
	body []byte
}

type pageCache struct {
	hits  int
	pages map[string]*page
}

var cache = pageCache{pages: map[string]*page{}}

// kind map-cache, held by main.cache.pages
var _ = leak("map-cache", func(step int) {
	url := "/articles/" + strconv.Itoa(step)
	cache.pages[url] = &page{url, make([]byte, chunk)} // allocated: map-cache
})

type record struct {
	key    int
	fields [31]int64
}

type auditLog struct {
	name    string
	entries []*record
}

var audit = &auditLog{name: "audit"}

// kind slice-append, held by main.audit.entries
var _ = leak("slice-append", func(step int) {
	for i := 0; i < 256; i++ {
		audit.entries = append(audit.entries, &record{key: step}) // allocated: slice-append
	}
})

type measurements struct {
	unit   string
	values []int64
}

var readings measurements

// kind one-array, held by main.readings.values
var _ = leak("one-array", func(step int) {
	for i := 0; i < 8192; i++ {
		readings.values = append(readings.values, int64(step)) // allocated: one-array
	}
})

type order struct {
	number int
	lines  []int64
}

var tenants = map[string]map[int]*order{}

// kind map-of-maps, held by main.tenants
var _ = leak("map-of-maps", func(step int) {
	tenant := "tenant-" + strconv.Itoa(step%12)
	orders := tenants[tenant]
	if orders == nil {
		orders = map[int]*order{}
		tenants[tenant] = orders
	}
	for i := 0; i < 8; i++ {
		orders[8*step+i] = newOrder(8*step + i)
	}
})

func newOrder(number int) *order {
	return &order{number, make([]int64, 1024)} // allocated: map-of-maps
}

type gateway struct {
	name     string
	inFlight sync.Map
}

type request struct {
	id   int
	body [4096]byte
}

var front = &gateway{name: "front"}

// kind sync-map, held by main.front.inFlight
var _ = leak("sync-map", func(step int) {
	for i := 0; i < 16; i++ {
		front.inFlight.Store(16*step+i, &request{id: step}) // allocated: sync-map
	}
})

type history struct {
	limit  int
	events *list.List
}

type event struct {
	text [2000]byte
}

var recent = history{events: list.New()}

// kind linked-list, held by main.recent.events
var _ = leak("linked-list", func(step int) {
	for i := 0; i < 32; i++ {
		recent.events.PushFront(&event{}) // allocated: linked-list
	}
})

// Without eviction; each entry is in the map and in the list.
type lru struct {
	entries map[int]*list.Element
	order   *list.List
}

type session struct {
	lru *lru
}

var sessions = session{&lru{map[int]*list.Element{}, list.New()}}

// kind lru, held by main.sessions.lru
var _ = leak("lru", func(step int) {
	for i := 0; i < 16; i++ {
		key := 16*step + i
		sessions.lru.entries[key] = sessions.lru.order.PushFront(make([]byte, 4096)) // allocated: lru
	}
})

type treeNode struct {
	key         int
	left, right *treeNode
	posting     [60]int64
}

type searchIndex struct {
	size int
	root *treeNode
}

var index searchIndex

// kind tree, held by main.index.root
var _ = leak("tree", func(step int) {
	for i := 0; i < 128; i++ {
		index.insert((128*step + i) * 2654435761 % 1000003)
	}
})

func (s *searchIndex) insert(key int) {
	at := &s.root
	for *at != nil {
		if key < (*at).key {
			at = &(*at).left
		} else {
			at = &(*at).right
		}
	}
	*at = &treeNode{key: key} // allocated: tree
	s.size++
}

type shard struct {
	lock    sync.Mutex
	objects map[int][]byte
}

var shards [16]shard

// kind sharded-map, held by main.shards[].objects
var _ = leak("sharded-map", func(step int) {
	shard := &shards[step%len(shards)]
	shard.lock.Lock()
	defer shard.lock.Unlock()
	if shard.objects == nil {
		shard.objects = map[int][]byte{}
	}
	shard.objects[step] = make([]byte, chunk) // allocated: sharded-map
})

type typedCache[K comparable, V any] struct {
	values map[K]V
}

func (c *typedCache[K, V]) put(key K, value V) {
	c.values[key] = value
}

var glyphs = &typedCache[rune, *[16384]int32]{values: map[rune]*[16384]int32{}}

// kind generic-cache, held by main.glyphs.values
var _ = leak("generic-cache", func(step int) {
	glyphs.put(rune(step), new([16384]int32)) // allocated: generic-cache
})

type rowStore interface {
	save(key int, row []byte)
}

type memoryStore struct {
	rows map[int][]byte
}

func (s *memoryStore) save(key int, row []byte) { s.rows[key] = row }

var store rowStore = &memoryStore{map[int][]byte{}}

// kind behind-interface, held by main.store.rows
var _ = leak("behind-interface", func(step int) {
	store.save(step, make([]byte, chunk)) // allocated: behind-interface
})

var interned = map[string]string{}

// kind interned-strings, held by main.interned
var _ = leak("interned-strings", func(step int) {
	for i := 0; i < 64; i++ {
		intern([]byte(fmt.Sprintf("%01020d", 64*step+i)))
	}
})

func intern(text []byte) string {
	if known, ok := interned[string(text)]; ok {
		return known
	}
	own := string(text) // allocated: interned-strings
	interned[own] = own
	return own
}

type job struct {
	payload []byte
}

type jobQueue struct {
	name    string
	waiting chan *job
}

var backlog = &jobQueue{"mail", make(chan *job, 1<<16)}

// kind channel-backlog, held by main.backlog.waiting
var _ = leak("channel-backlog", func(step int) {
	backlog.waiting <- &job{make([]byte, chunk)} // allocated: channel-backlog
})
