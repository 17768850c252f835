package agent

import (
	"net/http"
	"time"
)

// Handler streams the ring of the agent that runs: the header, what the ring holds in order, then every new entry as it is
// written, until the client goes. What arrives is a ring file. With ?follow=0 it ends after what the ring holds.
func Handler() http.Handler { return http.HandlerFunc(serve) }

func serve(response http.ResponseWriter, request *http.Request) {
	current.Lock()
	agent := current.agent
	current.Unlock()
	if agent == nil {
		http.Error(response, "the agent does not run", http.StatusServiceUnavailable)
		return
	}
	header := response.Header()
	header.Set("Content-Type", "application/vnd.trivet.ring")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	if _, err := response.Write(agent.ring.header); err != nil {
		return
	}
	flusher, _ := response.(http.Flusher)
	ticker := time.NewTicker(agent.options.Tick)
	defer ticker.Stop()
	for number := uint64(0); ; {
		var slots []byte
		isLast := agent.ring.isClosed() || request.URL.Query().Get("follow") == "0"
		slots, number = agent.ring.since(number)
		if _, err := response.Write(slots); err != nil || isLast {
			return
		}
		if flusher != nil {
			flusher.Flush()
		}
		select {
		case <-ticker.C:
		case <-request.Context().Done():
			return
		}
	}
}
