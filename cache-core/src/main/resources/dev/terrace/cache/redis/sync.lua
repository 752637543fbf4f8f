-- SYNC. KEYS: log, and on the control lane tags, meta. ARGV: id to read from, inclusive; most entries; sentinel or ''.
-- Reply: a slice. Changes nothing. Atomic.
-- Logs carry no time-to-live, so PERSIST does nothing; but it is a write. A server that takes none, such as a primary of
-- yesterday that is a replica now, may have missed invalidations: it must not tell anybody that he is in step.
redis.call('PERSIST', KEYS[1])
return slice(ARGV[1], ARGV[2], ARGV[3])
