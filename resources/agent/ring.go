package agent

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"
	"unicode/utf8"
)

// The file is a header and slots of equal size that are overwritten in turn, all little-endian.
//
// Header, 4096 bytes:
//
//	 0  "TRVTRNG1"
//	 8  uint32 bytes of the header      12  uint32 bytes of a slot
//	16  uint32 slots                    20  uint32 milliseconds from one sample to the next
//	24  int64 start, unix nanoseconds   32  uint32 process ID, as the program sees it
//	36  uint32 bytes of JSON            40  uint32 CRC-32C of the 40 bytes before and the JSON
//	44  JSON: {"program","go","startTicks","columns":[…]}
//
// Slot, 256 bytes:
//
//	 0  uint64 number of the entry, from 1    8  int64 unix nanoseconds
//	16  uint16 kind                          18  uint16 values, or bytes of text
//	20  uint32 CRC-32C of all the rest       24  payload
//
// A slot that was never written is all zeros; one that is half written has another checksum.
const (
	magic       = "TRVTRNG1"
	headerBytes = 4096
	headBytes   = 44
	slotBytes   = 256
	leadBytes   = 24
	mostValues  = (slotBytes - leadBytes) / 8
	mostText    = slotBytes - leadBytes - 8
)

const (
	// One value per column; NaN is what this Go does not have.
	kindSample = 1
	// A collection: its number, its pause in nanoseconds, what it found live in bytes. The entry's time is its end.
	kindCollection = 2
	// How many goroutines have a set of profiler labels, then the set as runtime/pprof writes it.
	kindLabels = 3
	// The program stopped the agent by itself.
	kindEnd = 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

type ring struct {
	path   string
	header []byte

	mutex sync.Mutex
	// nil when closed.
	store  store
	slots  int
	fault  error
	number uint64
	slot   [slotBytes]byte
	// The slots in the order of their places, for those who follow; what the file has, without reading the file.
	copy []byte
}

// store is where the bytes lie: mapped memory, or a file where there is none.
type store interface {
	write(at int, bytes []byte)
	close()
}

func openRing(options Options, started time.Time, columns []string) (*ring, error) {
	folder, err := ringFolder(options.Folder)
	if err != nil {
		return nil, err
	}
	program := programName()
	prune(folder, program)
	path := filepath.Join(folder, fmt.Sprintf("%s.%d.%d%s", program, os.Getpid(), started.UnixNano(), suffix))
	header, err := encodeHeader(options, started, program, columns)
	if err != nil {
		return nil, err
	}
	store, err := openStore(path, headerBytes+options.Slots*slotBytes)
	if err != nil {
		return nil, err
	}
	store.write(0, header)
	return &ring{
		path:   path,
		header: header,
		store:  store,
		slots:  options.Slots,
		copy:   make([]byte, options.Slots*slotBytes),
	}, nil
}

func encodeHeader(options Options, started time.Time, program string, columns []string) ([]byte, error) {
	about, err := json.Marshal(map[string]any{
		"program":    program,
		"go":         runtime.Version(),
		"startTicks": startTicks(),
		"columns":    columns,
	})
	if err != nil {
		return nil, err
	}
	if headBytes+len(about) > headerBytes || len(columns) > mostValues {
		return nil, fmt.Errorf("the header has no room for %d columns", len(columns))
	}
	header := make([]byte, headerBytes)
	order := binary.LittleEndian
	copy(header, magic)
	order.PutUint32(header[8:], headerBytes)
	order.PutUint32(header[12:], slotBytes)
	order.PutUint32(header[16:], uint32(options.Slots))
	order.PutUint32(header[20:], uint32(options.Tick/time.Millisecond))
	order.PutUint64(header[24:], uint64(started.UnixNano()))
	order.PutUint32(header[32:], uint32(os.Getpid()))
	order.PutUint32(header[36:], uint32(len(about)))
	copy(header[headBytes:], about)
	sum := crc32.Checksum(header[:40], castagnoli)
	order.PutUint32(header[40:], crc32.Update(sum, castagnoli, about))
	return header, nil
}

func (ring *ring) writeSample(unixNano int64, values []float64) {
	ring.writeValues(unixNano, kindSample, values)
}

func (ring *ring) writeValues(unixNano int64, kind uint16, values []float64) {
	ring.write(unixNano, kind, len(values), func(payload []byte) {
		for i, value := range values {
			binary.LittleEndian.PutUint64(payload[8*i:], math.Float64bits(value))
		}
	})
}

func (ring *ring) writeText(unixNano int64, kind uint16, count float64, text string) {
	text = cut(text, mostText)
	ring.write(unixNano, kind, len(text), func(payload []byte) {
		binary.LittleEndian.PutUint64(payload, math.Float64bits(count))
		copy(payload[8:], text)
	})
}

func (ring *ring) write(unixNano int64, kind uint16, length int, fill func(payload []byte)) {
	ring.mutex.Lock()
	defer ring.mutex.Unlock()
	if ring.store == nil || ring.fault != nil {
		return
	}
	ring.number++
	slot := ring.slot[:]
	for i := range slot {
		slot[i] = 0
	}
	order := binary.LittleEndian
	order.PutUint64(slot, ring.number)
	order.PutUint64(slot[8:], uint64(unixNano))
	order.PutUint16(slot[16:], kind)
	order.PutUint16(slot[18:], uint16(length))
	fill(slot[leadBytes:])
	sum := crc32.Checksum(slot[:20], castagnoli)
	order.PutUint32(slot[20:], crc32.Update(sum, castagnoli, slot[leadBytes:]))
	place := int((ring.number-1)%uint64(ring.slots)) * slotBytes
	copy(ring.copy[place:], slot)
	ring.store.write(headerBytes+place, slot)
}

// since gives the slots of all entries after `number` that the ring still has, in order, and the newest number.
func (ring *ring) since(number uint64) ([]byte, uint64) {
	ring.mutex.Lock()
	defer ring.mutex.Unlock()
	if oldest := ring.number - min(ring.number, uint64(ring.slots)); number < oldest {
		number = oldest
	}
	bytes := make([]byte, 0, int(ring.number-number)*slotBytes)
	for next := number; next < ring.number; next++ {
		place := int(next%uint64(ring.slots)) * slotBytes
		bytes = append(bytes, ring.copy[place:place+slotBytes]...)
	}
	return bytes, ring.number
}

// give ends the ring for good after a fault; false when it had ended before.
func (ring *ring) give(fault error) bool {
	ring.mutex.Lock()
	defer ring.mutex.Unlock()
	if ring.fault != nil {
		return false
	}
	ring.fault = fault
	return true
}

func (ring *ring) close() {
	ring.mutex.Lock()
	defer ring.mutex.Unlock()
	if ring.store != nil {
		ring.store.close()
		ring.store = nil
	}
}

func (ring *ring) isClosed() bool {
	ring.mutex.Lock()
	defer ring.mutex.Unlock()
	return ring.store == nil || ring.fault != nil
}

// The built-in came with Go 1.21.
func min(a, b uint64) uint64 {
	if a < b {
		return a
	}
	return b
}

// cut shortens a text to so many bytes, between two characters.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}
