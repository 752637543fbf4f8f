-- CONTROL. KEYS: log, tags, meta. ARGV: as for append; 7 id to read from, 8 most entries to return, 9 sentinel; 10 most tags,
-- 11 ms that a tag is kept beyond the longest life, 12 most patterns, 13 ms that a pattern is its owner's; 14 kind: 'T', then
-- tags; 'C', then a cache; 'P'; 'R', then the operation of a pattern.
-- Reply: a slice of the log that ends with the new entry, if it is not longer than a slice may be; or the number of active
-- patterns alone, if there is room for no other, and then nothing is changed.
-- Constant in the number of entries it concerns; of old tags it removes a bounded number. Atomic.
-- The score of a tag is ms * 1000 + min(n, 999) of its id: exact in a double, compared conservatively.
-- Begins with a write that is allowed when memory is full.
local log, tags, meta = KEYS[1], KEYS[2], KEYS[3]

local function active_patterns()
  local active = 0
  for _, field in ipairs(redis.call('HKEYS', meta)) do
    if string.sub(field, 1, 8) == 'pattern:' then
      active = active + 1
    end
  end
  return active
end

-- Forgets tags that no entry can be older than, and the oldest of too many; 'floor' is the score up to which some are missing.
local function forget()
  local count = redis.call('ZCARD', tags) - (redis.call('ZSCORE', tags, ARGV[9]) and 1 or 0)
  local old = count - tonumber(ARGV[10])
  local life = redis.call('HGET', meta, 'max-ttl')
  if life and life ~= 'forever' then
    local latest = millis() - tonumber(life) - tonumber(ARGV[11])
    old = math.max(old, redis.call('ZCOUNT', tags, '-inf', '(' .. text(latest * 1000)))
  end
  old = math.min(old, count, 500 + #ARGV)
  if old > 0 then
    local last = redis.call('ZRANGE', tags, old - 1, old - 1, 'WITHSCORES')
    redis.call('ZREMRANGEBYRANK', tags, 0, old - 1)
    local floor = redis.call('HGET', meta, 'floor')
    if not floor or tonumber(last[2]) > tonumber(floor) then
      redis.call('HSET', meta, 'floor', last[2])
    end
  end
end

redis.call('ZREMRANGEBYSCORE', tags, '-inf', '(0')
local kind = ARGV[14]
local pattern = 'pattern:' .. ARGV[3]
if kind == 'P' and redis.call('HEXISTS', meta, pattern) == 0 then
  local active = active_patterns()
  if active >= tonumber(ARGV[12]) then
    return {active}
  end
end
local id = append(log, '*')
if kind == 'C' then
  redis.call('HSET', meta, 'clear:' .. ARGV[15], id)
elseif kind == 'P' then
  local owner = string.match(ARGV[3], '^(.*)-') or ARGV[3]
  local deadline = text(millis() + tonumber(ARGV[13]))
  redis.call('HSET', meta, pattern, id .. ' ' .. deadline .. ' ' .. owner .. ' ' .. ARGV[4])
elseif kind == 'R' then
  redis.call('HDEL', meta, 'pattern:' .. ARGV[15])
else
  local ms, n = string.match(id, '(%d+)-(%d+)')
  local score = text(tonumber(ms) * 1000 + math.min(tonumber(n), 999))
  for i = 15, #ARGV do
    redis.call('ZADD', tags, 'GT', score, ARGV[i])
  end
end
forget()
return slice(ARGV[7], ARGV[8], ARGV[9])
