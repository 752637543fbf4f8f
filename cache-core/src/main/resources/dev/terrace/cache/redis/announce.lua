-- ANNOUNCE. KEYS: instances, meta. ARGV: id, version and host and state, the longest life in ms or 'forever', ms after which a silent
-- instance is none any more. Reply: 1. Atomic.
-- The longest life ever told, 'max-ttl', only grows. Begins with a write that is allowed when memory is full.
local now = millis()
redis.call('HDEL', KEYS[1], ARGV[1])
local instances = redis.call('HGETALL', KEYS[1])
for i = 1, #instances, 2 do
  local seen = tonumber(string.match(instances[i + 1], '^%d+'))
  if not seen or now - seen > tonumber(ARGV[4]) then
    redis.call('HDEL', KEYS[1], instances[i])
  end
end
redis.call('HSET', KEYS[1], ARGV[1], text(now) .. ' ' .. ARGV[2])

local told = redis.call('HGET', KEYS[2], 'max-ttl')
if not told or (told ~= 'forever' and (ARGV[3] == 'forever' or tonumber(ARGV[3]) > tonumber(told))) then
  redis.call('HSET', KEYS[2], 'max-ttl', ARGV[3])
end
return 1
