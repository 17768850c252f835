module graphlarge

go 1.19
