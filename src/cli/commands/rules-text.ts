// The rules that hold without a file, as a file. A test holds it against core/flight/flight-rules.ts.

export const defaultRulesText = `# When the flight recorder looks closer (trivet record --flight --rules FILE).
# A rule holds when all its conditions hold. The highest level counts:
#   watchful  a heap profile every 15 seconds
#   alarm     a heap profile every second, and an event on the timeline
version: 1
rules:
  - name: limit ahead
    level: alarm
    when:
      limit-within: 30s # memory is predicted to meet its limit within
  - name: most of the limit
    level: watchful
    when:
      of-limit: 70%

# The other conditions:
#     memory: 2GiB        in use: the cgroup's without the file cache, else RSS
#     growth: 50MB/s      over the last ten seconds
#     goroutines: 100000
#     gc-cpu: 25%         of the program's CPU time since its start
#     log: 'out of .*'    RE2; a line of the last minute (needs --log)
`;
