-- OWN. KEYS: meta. ARGV: operation of a pattern, owner, ms. Reply: 1 if the pattern is now this owner's for so long, else 0.
-- Atomic. The HDEL comes first, since it is allowed when memory is full.
local field = 'pattern:' .. ARGV[1]
local value = redis.call('HGET', KEYS[1], field)
if not value then
  return 0
end
local id, deadline, owner, records = string.match(value, '^(%S+) (%d+) (%S*) (.*)$')
local now = millis()
if owner ~= ARGV[2] and tonumber(deadline) >= now then
  return 0
end
redis.call('HDEL', KEYS[1], field)
local extended = text(now + tonumber(ARGV[3]))
redis.call('HSET', KEYS[1], field, id .. ' ' .. extended .. ' ' .. ARGV[2] .. ' ' .. records)
return 1
