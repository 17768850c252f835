package agent

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

const suffix = ".trivet-ring"

// Rings of one program that are kept when it starts once more.
const kept = 8

// ringFolder makes it where it is not there. A temporary folder is everybody's: one that another user made for us is not
// taken.
func ringFolder(wanted string) (string, error) {
	if wanted == "" {
		wanted = os.Getenv("TRIVET_RING_DIR")
	}
	if wanted != "" {
		return wanted, os.MkdirAll(wanted, 0o700)
	}
	folder := filepath.Join(os.TempDir(), fmt.Sprintf("trivet-rings-%d", os.Getuid()))
	if err := os.Mkdir(folder, 0o700); err != nil && !os.IsExist(err) {
		return "", err
	}
	info, err := os.Lstat(folder)
	if err != nil {
		return "", err
	}
	if !info.IsDir() || !isOwn(info) {
		return "", fmt.Errorf("%s is not a folder of this user's alone", folder)
	}
	return folder, nil
}

// programName as part of a file name.
func programName() string {
	name := "go"
	if path, err := os.Executable(); err == nil {
		name = filepath.Base(path)
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, name)
	return cut(name, 60)
}

// prune removes all but the newest rings that this program left behind.
func prune(folder, program string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	type left struct {
		path string
		at   int64
	}
	var rings []left
	for _, entry := range entries {
		name := entry.Name()
		if !entry.Type().IsRegular() || !strings.HasPrefix(name, program+".") || !strings.HasSuffix(name, suffix) {
			continue
		}
		path := filepath.Join(folder, name)
		if info, err := entry.Info(); err == nil && isAbandoned(path) {
			rings = append(rings, left{path, info.ModTime().UnixNano()})
		}
	}
	sort.Slice(rings, func(i, j int) bool { return rings[i].at > rings[j].at })
	for i := kept - 1; i < len(rings); i++ {
		os.Remove(rings[i].path)
	}
}
