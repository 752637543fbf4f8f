-- RELEASE. KEYS: lease. ARGV: token. Reply: 1 if the lease was this token's. Atomic.
if holder(KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
