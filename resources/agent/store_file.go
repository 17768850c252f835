//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package agent

import (
	"os"
	"time"
)

// A file without mapping: what is written to it outlives the process too, at the price of a system call an entry.
type plain struct{ file *os.File }

func openStore(path string, size int) (store, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	if _, err := file.Write(make([]byte, size)); err != nil {
		file.Close()
		os.Remove(path)
		return nil, err
	}
	return &plain{file}, nil
}

// A disk that fails costs entries, which the numbers show.
func (plain *plain) write(at int, bytes []byte) { _, _ = plain.file.WriteAt(bytes, int64(at)) }
func (plain *plain) close()                     { plain.file.Close() }

func isAbandoned(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && time.Since(info.ModTime()) > 24*time.Hour
}

func isOwn(os.FileInfo) bool { return true }
