module trivet.local/agent

go 1.19
