module profile-server

go 1.19
