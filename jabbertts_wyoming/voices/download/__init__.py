"""Getting the catalogue's files onto this machine, whole and unchanged or not at all."""
