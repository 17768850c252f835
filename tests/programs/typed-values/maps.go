package main

import "fmt"

var (
	big      = map[string]int{}
	thinned  = map[int]int{}
	wideKeys = map[huge]string{}
	wideVals = map[string]huge{}
	growing  = map[int]*Line{}
	sets     = map[Key]struct{}{}
	nested   = map[string]map[int][]string{}
	floats   = map[float64]any{}
	faces    = map[any]error{}
)

func fillMaps() {
	for i := 0; i < 3000; i++ {
		big[fmt.Sprint("key ", i)] = i
		thinned[i] = -i
	}
	for i := 0; i < 3000; i++ {
		if i%17 != 0 {
			delete(thinned, i)
		}
	}
	for i := 0; i < 20; i++ {
		var wide huge
		wide[0], wide[199] = byte('a'+i), byte('A'+i)
		wideKeys[wide] = fmt.Sprint("wide ", i)
		wideVals[fmt.Sprint("wide ", i)] = wide
		sets[Key{"eu", int16(i)}] = struct{}{}
		nested[fmt.Sprint(i)] = map[int][]string{i: {"deep", fmt.Sprint(i)}}
		floats[float64(i)/4] = i
		faces[i] = nil
		faces[fmt.Sprint(i)] = fmt.Errorf("face %d", i)
	}
	// One more than 13/2 entries a bucket: the map is left while it moves to twice as many buckets.
	for i := 0; i < 1665; i++ {
		growing[i] = &Line{Price: int32(i)}
	}
	names[1], names[-2] = "one", "minus two"
}
