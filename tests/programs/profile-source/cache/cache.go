// Package cache has methods, generics and a package path of its own.
package cache

var entries = map[int][][]byte{}

// Put never forgets.
func Put(key int, value []byte) {
	entries[key] = append(entries[key], append([]byte(nil), value...))
}

// List is generic: its symbols carry [...] in profiles.
type List[T any] struct{ items []*T }

// Add keeps a copy on the heap.
func (l *List[T]) Add(item T) { l.items = append(l.items, &item) }

// Ints is an instance that is used.
var Ints List[int]
