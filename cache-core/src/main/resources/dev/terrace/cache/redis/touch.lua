-- TOUCH. KEYS: values. ARGV, for each: stamp, ms. Reply, for each: 1 if the value has this stamp and is kept for so long from
-- now, else 0. One that was kept for ever is so no more. A key of another type than string has no stamp.
-- Atomic. Its only write is allowed when memory is full.
local replies = {}
for i, key in ipairs(KEYS) do
  local stamp = part(key, 8, 15)
  replies[i] = stamp == ARGV[2 * i - 1] and redis.call('PEXPIRE', key, ARGV[2 * i]) or 0
end
return replies
