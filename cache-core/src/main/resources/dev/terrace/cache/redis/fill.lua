-- FILL. KEYS: value, lease of each key. ARGV, for each key: token, envelope, life in ms or ''.
-- Reply, for each key: 1 if the value is stored, 0 if the lease was lost. Idempotent: 1 again for the same stamp.
-- Atomic. The SET comes first: a value, unlike an invalidation, is refused when memory is full, and then none is stored.
local replies = {}
for i = 1, #KEYS, 2 do
  local a = (3 * i - 1) / 2
  if holder(KEYS[i + 1]) == ARGV[a] then
    store(KEYS[i], ARGV[a + 1], ARGV[a + 2])
    redis.call('DEL', KEYS[i + 1])
    replies[#replies + 1] = 1
  else
    local stored = part(KEYS[i], 8, 15)
    replies[#replies + 1] = stored == string.sub(ARGV[a + 1], 9, 16) and 1 or 0
  end
end
return replies
