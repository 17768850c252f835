module trivet.example/gateway

go 1.19
