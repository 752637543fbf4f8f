-- SYNC. KEYS: log, and on the control lane tags, meta. ARGV: id to read from, inclusive; most entries; sentinel or ''.
-- Reply: a slice. Writes nothing. Atomic.
return slice(ARGV[1], ARGV[2], ARGV[3])
