//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package agent

import (
	"os"
	"syscall"
)

type mapped struct {
	file  *os.File
	bytes []byte
}

// openStore makes a new file and maps it. Its bytes are written first: a page without a place on disk would be a fault at
// the moment of writing, when the disk is full.
func openStore(path string, size int) (store, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	bytes, err := mapWhole(file, size)
	if err != nil {
		file.Close()
		os.Remove(path)
		return nil, err
	}
	return &mapped{file, bytes}, nil
}

func mapWhole(file *os.File, size int) ([]byte, error) {
	if _, err := file.Write(make([]byte, size)); err != nil {
		return nil, err
	}
	// Held as long as this process lives: by it prune knows whose ring may go.
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, err
	}
	bytes, err := syscall.Mmap(int(file.Fd()), 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return nil, err
	}
	pin(bytes)
	return bytes, nil
}

func (mapped *mapped) write(at int, bytes []byte) {
	copy(mapped.bytes[at:], bytes)
}

func (mapped *mapped) close() {
	_ = syscall.Munmap(mapped.bytes)
	mapped.file.Close()
}

// isAbandoned: nobody writes this ring any more.
func isAbandoned(path string) bool {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return false
	}
	defer file.Close()
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// isOwn: the folder is this user's, and nobody else's to write.
func isOwn(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid() && info.Mode().Perm()&0o022 == 0
}
