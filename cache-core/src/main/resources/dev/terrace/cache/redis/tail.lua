-- TAIL. KEYS: log. ARGV: as for append, the records being a hello.
-- Reply: {id, operation} of the last entry; an empty log first gets a hello, so that there is one. Atomic.
-- Its first write is one that is allowed when memory is full.
local tail = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
if not tail[1] then
  redis.call('XTRIM', KEYS[1], 'MAXLEN', '~', ARGV[5])
  append(KEYS[1], '*')
  tail = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
end
return {tail[1][1], tail[1][2][2]}
