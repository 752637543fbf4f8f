-- FENCE. KEYS: log, meta. ARGV: as for append; 7 the first id behind the stretch, 8 the last id before it, 9 most fences.
-- Reply: 1. Idempotent: where a fence covers the stretch already, nothing is changed. The new entry gets that first id, or the
-- next one if the log is there already; later entries follow it.
-- Of too many fences the oldest go, and what lies before the end of the last of these counts as cleared. Atomic.
-- Begins with a write that is allowed when memory is full.
local log, meta = KEYS[1], KEYS[2]
for _, field in ipairs(redis.call('HKEYS', meta)) do
  if string.sub(field, 1, 6) == 'fence:' and not behind(ARGV[7], string.sub(field, 7))
      and not behind(redis.call('HGET', meta, field), ARGV[8]) then
    return 1
  end
end
redis.call('XTRIM', log, 'MAXLEN', '~', ARGV[5])
local tail = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)
local reached = tail[1] and not behind(ARGV[7], tail[1][1])
local id = append(log, reached and '*' or ARGV[7])
redis.call('HSET', meta, 'fence:' .. id, ARGV[8])

local ends = {}
local cleared = redis.call('HGET', meta, 'cleared') or '0-0'
for _, field in ipairs(redis.call('HKEYS', meta)) do
  if string.sub(field, 1, 6) == 'fence:' then
    ends[#ends + 1] = string.sub(field, 7)
  end
end
table.sort(ends, function(a, b) return behind(b, a) end)
for i = 1, #ends - tonumber(ARGV[9]) do
  redis.call('HDEL', meta, 'fence:' .. ends[i])
  if behind(ends[i], cleared) then
    cleared = ends[i]
    redis.call('HSET', meta, 'cleared', cleared)
  end
end
return 1
