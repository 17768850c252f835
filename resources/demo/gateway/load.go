package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	clients  = 16
	tick     = 10 * time.Millisecond
	maxBurst = 100 * time.Millisecond
)

// generateLoad sends payments at a steady rate, over real connections, for ever. What was missed while the process
// stood still (a debugger, a suspended machine) is dropped, so that a stop is not followed by a burst.
func generateLoad(url string, rate float64) {
	tickets := make(chan uint64, clients)
	transport := &http.Transport{MaxIdleConnsPerHost: clients}
	client := &http.Client{Transport: transport, Timeout: time.Minute}
	for i := 0; i < clients; i++ {
		go func() {
			for number := range tickets {
				sendPayment(client, url, number)
			}
		}()
	}

	last, due, number := time.Now(), 0.0, uint64(0)
	for now := range time.Tick(tick) {
		passed := now.Sub(last)
		last = now
		if passed > maxBurst {
			passed = maxBurst
		}
		for due += passed.Seconds() * rate; due >= 1; due-- {
			number++
			tickets <- number
		}
	}
}

func sendPayment(client *http.Client, url string, number uint64) {
	p := payment{Merchant: fmt.Sprintf("merchant-%05d", number%20_000), Currency: "EUR"}
	for i := int64(0); i < 12; i++ {
		price := 100 + int64(number)%997*(i+1)
		p.Lines = append(p.Lines, line{Item: fmt.Sprintf("item %d of %d", i+1, number), Price: price})
		p.Amount += price
	}
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // a payment always encodes
	}
	response, err := client.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return // the server is going down, or was stopped for a minute
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
}
