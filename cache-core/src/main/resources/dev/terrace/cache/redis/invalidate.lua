-- INVALIDATE. KEYS: value, lease, log. ARGV: lane, channel, operation, records, log length, token or '', lease ms.
-- Reply: {id, 1 if there was a value}. Atomic: value, lease and log change together.
-- Begins with a write that is allowed when memory is full, so that what follows is allowed too.
local removed = redis.call('UNLINK', KEYS[1])
redis.call('DEL', KEYS[2])
if ARGV[6] ~= '' then
  redis.call('SET', KEYS[2], ARGV[6], 'PX', ARGV[7])
end
return {append(KEYS[3], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]), removed}
