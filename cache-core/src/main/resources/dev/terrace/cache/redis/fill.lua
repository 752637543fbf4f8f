-- FILL. KEYS: value, lease. ARGV: token, envelope, life in ms or ''.
-- Reply: 1 if the value is stored, 0 if the lease was lost. Idempotent: 1 again for the same stamp.
-- Atomic. The SET comes first: a value, unlike an invalidation, is refused when memory is full.
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  local stored = redis.pcall('GETRANGE', KEYS[1], 8, 15)
  return stored == string.sub(ARGV[2], 9, 16) and 1 or 0
end
store(KEYS[1], ARGV[2], ARGV[3])
redis.call('DEL', KEYS[2])
return 1
