module agent-target

go 1.19

require trivet.local/agent v0.0.0

replace trivet.local/agent => ../../../resources/agent
