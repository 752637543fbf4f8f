-- THROTTLE. KEYS: lease. ARGV: token, ms. Reply: 1 if the lease was this token's; in its place stands for so long what READ
-- answers with 'T'. Atomic. The DEL comes first, since it is allowed when memory is full.
if holder(KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], THROTTLED, 'PX', ARGV[2])
return 1
