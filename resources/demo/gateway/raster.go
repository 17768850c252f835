package main

// A strip is 64 by 64 pixels with one byte of coverage each: 4096 bytes.
const (
	stripWidth  = 64
	stripHeight = 64
)

type glyphKey struct {
	receipt uint64
	glyph   byte
}

// A cachedGlyph is one rendered coverage buffer in a chain of the cache.
type cachedGlyph struct {
	key      glyphKey
	coverage []byte
	next     *cachedGlyph
}

// A glyphCache keeps rendered glyphs, so that a glyph that occurs again on the same receipt is not rendered twice. It
// must be reset after each receipt: the key contains the receipt's number, so nothing in it is ever asked for again.
type glyphCache struct {
	buckets [4096]*cachedGlyph
	free    []*cachedGlyph
}

// render returns the coverage buffer of a glyph, from the cache where it is there.
func (c *glyphCache) render(key glyphKey) []byte {
	bucket := &c.buckets[(key.receipt*31+uint64(key.glyph))%uint64(len(c.buckets))]
	for cached := *bucket; cached != nil; cached = cached.next {
		if cached.key == key {
			return cached.coverage
		}
	}
	var fresh *cachedGlyph
	if last := len(c.free) - 1; last >= 0 {
		fresh, c.free = c.free[last], c.free[:last]
	} else {
		fresh = &cachedGlyph{}
		fresh.coverage = make([]byte, stripWidth*stripHeight) // the leak: see (*rasteriser).finish
	}
	fresh.key, fresh.next = key, *bucket
	*bucket = fresh
	fill(fresh.coverage, key)
	return fresh.coverage
}

// reset forgets every glyph and keeps the buffers for the next receipt.
func (c *glyphCache) reset() {
	for i, cached := range c.buckets {
		for cached != nil {
			next := cached.next
			cached.next = nil
			c.free = append(c.free, cached)
			cached = next
		}
		c.buckets[i] = nil
	}
}

// A rasteriser belongs to one worker and is used by nobody else.
type rasteriser struct {
	cache glyphCache
	leak  bool
	limit *leakLimit
}

// draw blends the receipt's seal onto the page: the same glyph several times, rendered once.
func (r *rasteriser) draw(page []byte, receipt uint64) {
	for repeat := 0; repeat < 3; repeat++ {
		coverage := r.cache.render(glyphKey{receipt: receipt, glyph: '€' & 0x7f})
		offset := repeat * len(coverage)
		for i, value := range coverage {
			page[(offset+i)%len(page)] |= value
		}
	}
}

// finish ends a receipt. The defect that this program demonstrates is the missing reset: one glyph stays behind.
func (r *rasteriser) finish() {
	if r.leak && r.limit.keep(stripWidth*stripHeight) {
		return
	}
	r.cache.reset()
}

// fill writes a round spot whose size depends on the key, touching every page of the buffer.
func fill(coverage []byte, key glyphKey) {
	radius := 12 + int(key.receipt%16)
	for y := 0; y < stripHeight; y++ {
		for x := 0; x < stripWidth; x++ {
			dx, dy := x-stripWidth/2, y-stripHeight/2
			if dx*dx+dy*dy <= radius*radius {
				coverage[y*stripWidth+x] = 0xff
			} else {
				coverage[y*stripWidth+x] = 1
			}
		}
	}
}
