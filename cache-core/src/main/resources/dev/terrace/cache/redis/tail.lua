-- TAIL. KEYS: log. ARGV: lane, channel, operation, records of a hello, log length.
-- Reply: {id, operation} of the last entry; an empty log first gets a hello, so that there is one. Atomic.
local tail = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
if not tail[1] then
  append(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5])
  tail = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
end
return {tail[1][1], tail[1][2][2]}
