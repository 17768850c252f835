// Sessions by tenant, of which the program knows what each group of them holds. Lines on stdin: "take" collects and stops
// the program at once; after SIGCONT it prints what each group held at the stop. "grow N" gives the first tenant so many
// sessions more. "churn" replaces sessions all the time. With serve.go it has the pprof endpoints.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

type plan int32

const (
	free plan = iota + 1
	paid
)

type tenant struct { // 24 bytes, class 24
	Name   string
	config *[64]int64 // 512 bytes, shared by the tenant's sessions
}

type origin struct {
	Region string
}

// Embedded by a pointer; 48 bytes.
type contact struct {
	Mail string
	rest [4]int64
}

type session struct { // 96 bytes
	origin
	*contact
	Tenant *tenant
	buffer *[16]int64 // 128 bytes, its own
	common *[32]int64 // 256 bytes, of several tenants
	next   *session   // of another tenant: what it holds is not this one's
	Plan   plan
	Active bool
	pad    [3]int64
}

type row struct { // 24 bytes, in rows and maps by value
	Tenant string
	data   *[8]int64 // 64 bytes
}

// Made, and let go again.
type unused struct {
	Name string
	next *unused
}

var last *unused

var (
	sessions = map[int]*session{}
	ring     []*session
	rows     []row
	byKey    = map[int]row{}
	kept     *[32]int64
	scratch  *session
)

type total struct {
	Members int `json:"members"`
	Bytes   int `json:"bytes"`
	Held    int `json:"held"`
	Objects int `json:"objects"`
}

var known = map[string]map[string]*total{}

// Keeps a copy of the value: the text of a tenant would else be held by its total, too.
func count(field, value string) *total {
	value = string([]byte(value))
	if known[field] == nil {
		known[field] = map[string]*total{}
	}
	if known[field][value] == nil {
		known[field][value] = &total{}
	}
	return known[field][value]
}

// In the heap, of the class of 16 bytes: shorter ones would share a block with others.
func text(name string) string { return string([]byte((name + "-0123456789")[:16])) }

const sessionBytes, ownBytes = 96, 128

func newSession(of *tenant, number int) *session {
	one := &session{Tenant: of, buffer: new([16]int64), common: kept}
	one.Region = "north"
	one.Plan = free
	if number%3 == 0 {
		one.Plan = paid
	}
	one.Active = number%2 == 0
	if number%4 == 0 {
		one.contact = &contact{Mail: "mail"}
	}
	return one
}

func add(of *tenant) {
	number := len(ring)
	one := newSession(of, number)
	sessions[number] = one
	ring = append(ring, one)
	held := sessionBytes + ownBytes
	objects := 2
	if one.contact != nil {
		held += 48
		objects++
	}
	for _, row := range []*total{
		count("Tenant.Name", of.Name),
		count("Plan", strconv.Itoa(int(one.Plan))),
		count("Active", strconv.FormatBool(one.Active)),
		count("Region", "north"),
	} {
		row.Members++
		row.Bytes += sessionBytes
		row.Held += held
		row.Objects += objects
	}
	mail := "(none)"
	if one.contact != nil {
		mail = "mail"
	}
	row := count("Mail", mail)
	row.Members++
	row.Bytes += sessionBytes
	row.Held += held
	row.Objects += objects
}

func build() {
	last = &unused{Name: "gone"}
	last = nil
	kept = new([32]int64)
	for number, size := range []int{300, 200, 100} {
		name := text("tenant" + strconv.Itoa(number))
		of := &tenant{Name: name, config: new([64]int64)}
		for i := 0; i < size; i++ {
			add(of)
		}
		// The tenant, its text and its configuration: of all its sessions, and of none alone.
		row := count("Tenant.Name", name)
		row.Held += 24 + 16 + 512
		row.Objects += 3
		north := count("Region", "north")
		north.Held += 24 + 16 + 512
		north.Objects += 3
	}
	// All sessions are held by two more paths; each next one belongs to somebody else, too.
	for i, one := range ring {
		one.next = ring[(i+300)%len(ring)]
	}
	// Shared by the first and the last tenant: freed with neither, but with the region, which all have.
	both := new([32]int64)
	ring[0].common, ring[len(ring)-1].common = both, both
	region := count("Region", "north")
	region.Held += 256
	region.Objects++
	// Room behind the last row.
	rows = make([]row, 0, 20)
	for i := 0; i < 15; i++ {
		name := []string{"constant", "other"}[i%2]
		rows = append(rows, row{name, new([8]int64)})
		byKey[i] = row{name, new([8]int64)}
		for j := 0; j < 2; j++ {
			of := count("row.Tenant", name)
			of.Members++
			of.Bytes += 24
			of.Held += 24 + 64
			of.Objects++
		}
	}
}

// Where it serves; "" where it does not.
var served string

func main() {
	built := make(chan bool)
	go func() {
		build()
		close(built)
	}()
	<-built
	fmt.Printf("{\"pid\":%d,\"url\":%q}\n", os.Getpid(), served)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 4096), 4096)
	for lines.Scan() {
		command, argument, _ := strings.Cut(lines.Text(), " ")
		switch command {
		case "grow":
			size, err := strconv.Atoi(argument)
			if err != nil {
				panic(err)
			}
			grown := make(chan bool)
			go func() {
				for i := 0; i < size; i++ {
					add(ring[0].Tenant)
				}
				close(grown)
			}()
			<-grown
			fmt.Println("{}")
		case "churn":
			go func() {
				for number := 0; ; number++ {
					of := &tenant{Name: text("churn" + strconv.Itoa(number%10)), config: new([64]int64)}
					scratch = newSession(of, number)
				}
			}()
			fmt.Println("{}")
		case "take":
			take()
		}
	}
}

func take() {
	runtime.GC()
	runtime.GC()
	syscall.Kill(syscall.Getpid(), syscall.SIGSTOP)
	for start := time.Now(); time.Since(start) < 50*time.Millisecond; {
	}
	told, err := json.Marshal(known)
	if err != nil {
		panic(err)
	}
	fmt.Printf("{\"heapObjects\":0,\"heapAlloc\":0,\"known\":{},\"groups\":%s}\n", told)
}
