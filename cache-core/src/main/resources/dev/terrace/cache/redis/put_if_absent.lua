-- PUT_IF_ABSENT. KEYS: value, lease. ARGV: '1' if the next is a stamp, stamp, envelope, life in ms or ''.
-- Reply: {'H', value} | {'A'} there was none, or one of that stamp, and the envelope is stored. Atomic.
local value = present(KEYS[1], ARGV[1], ARGV[2])
if value then
  return {'H', value}
end
store(KEYS[1], ARGV[3], ARGV[4])
redis.call('DEL', KEYS[2])
return {'A'}
