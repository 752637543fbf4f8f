-- CONTROL. KEYS: log, tags, meta. ARGV: channel, operation, records, log length; id to read from, most entries, sentinel;
-- 'T' or 'C', then tags or one cache name.
-- Reply: a slice of the log that ends with the new entry, if it is not longer than a slice may be.
-- Constant in the number of entries that carry the tags or are in the cache. Atomic.
-- The score of a tag is ms * 1000 + min(n, 999) of its id: exact in a double, compared conservatively.
-- Begins with a write that is allowed when memory is full.
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(0')
local id = append(KEYS[1], 'c', ARGV[1], ARGV[2], ARGV[3], ARGV[4])
if ARGV[8] == 'C' then
  redis.call('HSET', KEYS[3], 'clear:' .. ARGV[9], id)
else
  local ms, n = string.match(id, '(%d+)-(%d+)')
  local score = string.format('%.0f', tonumber(ms) * 1000 + math.min(tonumber(n), 999))
  for i = 9, #ARGV do
    redis.call('ZADD', KEYS[2], 'GT', score, ARGV[i])
  end
end
return slice(ARGV[5], ARGV[6], ARGV[7])
