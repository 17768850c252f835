// Package agent keeps the last minutes of a Go program's memory in a file that outlives the program, whatever ends it.
//
// Every 50 milliseconds it reads runtime/metrics, and writes one entry into a ring of fixed size: a file that is mapped
// into memory. After SIGKILL, which an OOM kill is, the kernel still has those pages, and `trivet inspect ring` reads them.
//
//	defer agent.Start().Stop()
//	http.Handle("/debug/trivet/ring", agent.Handler())
//
// It needs the standard library only, Go 1.19 or later, and a wake-up of a few microseconds every tick. It stops nothing and forces no
// collection; the census of profiler labels (Options.LabelsEvery) is a goroutine profile and can be turned off.
//
// The file's layout, and what Trivet does with it: docs/agent.md.
package agent

import (
	"errors"
	"fmt"
	"log"
	"os"
	"runtime/debug"
	"sync"
	"time"
)

// Options of Start. The zero value is what Start uses.
type Options struct {
	// Folder of the ring; "" is $TRIVET_RING_DIR, else a folder of this user's in the system's temporary one.
	Folder string
	// Tick is the time from one sample to the next; 0 is 50 ms, the least is 10 ms.
	Tick time.Duration
	// Slots of 256 bytes; 0 is 4096, which is 1 MiB and about three minutes.
	Slots int
	// LabelsEvery is the least time from one census of profiler labels (pprof.Do) to the next; 0 is a second. It is
	// stretched so that it takes a thousandth of a core at most. Negative: none.
	LabelsEvery time.Duration
	// Logf tells, once, that there will be no ring, and why; nil is log.Printf.
	Logf func(format string, arguments ...any)
}

// Agent of this process.
type Agent struct {
	ring    *ring
	options Options
	// Wall clock at the start plus the monotonic time since: it never steps.
	started time.Time
	stop    chan struct{}
	done    chan struct{}
	once    sync.Once
	err     error
}

var current struct {
	sync.Mutex
	agent *Agent
}

// Start begins to write the ring. It never fails a program: where there can be no ring it says so in the log, and Err
// tells why. TRIVET_AGENT=off turns it off. A second Start returns the agent that runs.
func Start() *Agent { return StartWith(Options{}) }

// StartWith is Start with options.
func StartWith(options Options) *Agent {
	current.Lock()
	defer current.Unlock()
	if current.agent != nil {
		return current.agent
	}
	agent := begin(options.withDefaults())
	if agent.err == nil {
		current.agent = agent
	}
	return agent
}

func begin(options Options) *Agent {
	agent := &Agent{
		options: options,
		started: time.Now(),
		stop:    make(chan struct{}),
		done:    make(chan struct{}),
	}
	sampler := newSampler()
	if os.Getenv("TRIVET_AGENT") == "off" {
		agent.err = errors.New("turned off by TRIVET_AGENT")
	} else {
		agent.ring, agent.err = openRing(options, agent.started, sampler.columns())
		if agent.err != nil {
			options.Logf("trivet agent: no ring: %v", agent.err)
		}
	}
	if agent.err != nil {
		close(agent.done)
		return agent
	}
	go agent.run(sampler)
	return agent
}

func (options Options) withDefaults() Options {
	if options.Tick == 0 {
		options.Tick = 50 * time.Millisecond
	}
	if options.Tick < 10*time.Millisecond {
		options.Tick = 10 * time.Millisecond
	}
	if options.Slots <= 0 {
		options.Slots = 4096
	}
	if options.Slots > 1<<16 {
		options.Slots = 1 << 16
	}
	if options.LabelsEvery == 0 {
		options.LabelsEvery = time.Second
	}
	if options.Logf == nil {
		options.Logf = log.Printf
	}
	return options
}

// Err is why there is no ring, or why it is written no more; nil while it is.
func (agent *Agent) Err() error {
	if agent.ring == nil {
		return agent.err
	}
	agent.ring.mutex.Lock()
	defer agent.ring.mutex.Unlock()
	return agent.ring.fault
}

// Path of the ring; "" without one.
func (agent *Agent) Path() string {
	if agent.ring == nil {
		return ""
	}
	return agent.ring.path
}

// Stop ends the sampling and notes in the ring that the program ended it by itself. The file stays.
func (agent *Agent) Stop() {
	agent.once.Do(func() {
		close(agent.stop)
		<-agent.done
		current.Lock()
		if current.agent == agent {
			current.agent = nil
		}
		current.Unlock()
	})
}

// run writes until it is stopped. The census is not to hold up the samples: it has a goroutine of its own.
func (agent *Agent) run(sampler *sampler) {
	defer close(agent.done)
	defer agent.ring.close()
	var counting sync.WaitGroup
	counting.Add(1)
	go func() {
		defer counting.Done()
		agent.guarded(agent.count)
	}()
	agent.guarded(func() { agent.sample(sampler) })
	sampler.close()
	counting.Wait()
	agent.guarded(func() { agent.ring.writeText(agent.stamp(time.Now()), kindEnd, 0, "") })
}

// guarded: whoever cuts the file off gets the program a fault at the next write. That may end the agent, not the program.
func (agent *Agent) guarded(work func()) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if fault := recover(); fault != nil && agent.ring.give(fmt.Errorf("%v", fault)) {
			agent.options.Logf("trivet agent: stopped, the ring is damaged: %v", fault)
		}
	}()
	work()
}

func (agent *Agent) sample(sampler *sampler) {
	collections := newCollections()
	ticker := time.NewTicker(agent.options.Tick)
	defer ticker.Stop()
	for !agent.ring.isClosed() {
		began := time.Now()
		agent.ring.writeSample(agent.stamp(began), sampler.read())
		collections.writeNew(agent.ring, sampler.collections(), sampler.marked())
		sampler.tookLast = time.Since(began)
		select {
		case <-ticker.C:
		case <-agent.stop:
			agent.ring.writeSample(agent.stamp(time.Now()), sampler.read())
			return
		}
	}
}

func (agent *Agent) count() {
	census := newCensus(agent.options.LabelsEvery)
	if agent.options.LabelsEvery < 0 {
		return
	}
	for rest := agent.options.LabelsEvery; !agent.ring.isClosed(); {
		timer := time.NewTimer(rest)
		select {
		case <-timer.C:
			rest = census.write(agent.ring, agent.stamp)
		case <-agent.stop:
			timer.Stop()
			return
		}
	}
}

func (agent *Agent) stamp(at time.Time) int64 {
	return agent.started.UnixNano() + int64(at.Sub(agent.started))
}
