// Small things that keep large ones: parts of arrays and of strings, errors, builders.
package main

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
)

type parser struct {
	headers [][]byte
}

var messages parser

// kind sub-slice, held by main.messages.headers
var _ = leak("sub-slice", func(step int) {
	message := make([]byte, chunk) // allocated: sub-slice
	messages.headers = append(messages.headers, message[:32])
})

type crawler struct {
	visited int
	titles  []string
}

var crawl crawler

// kind substring, held by main.crawl.titles
var _ = leak("substring", func(step int) {
	document := strings.Repeat("<title>leaks</title>", 3276) // allocated: substring
	crawl.titles = append(crawl.titles, document[7:12])
})

type failure struct {
	at    string
	stack []byte
}

func (f *failure) Error() string { return f.at }

var failures []error

// kind error-list, held by main.failures
var _ = leak("error-list", func(step int) {
	if err := fail(step); err != nil {
		failures = append(failures, fmt.Errorf("step %d: %w", step, err))
	}
})

func fail(step int) error {
	stack := make([]byte, chunk) // allocated: error-list
	runtime.Stack(stack, false)
	return &failure{at: "here", stack: stack}
}

type transcript struct {
	title string
	text  bytes.Buffer
}

var console = &transcript{title: "console"}

// kind endless-buffer, held by main.console.text
var _ = leak("endless-buffer", func(step int) {
	console.text.Write(line64K) // allocated: endless-buffer
})

var line64K = bytes.Repeat([]byte("x"), 64<<10)
