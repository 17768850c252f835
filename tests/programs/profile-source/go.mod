module profile-source

go 1.19
