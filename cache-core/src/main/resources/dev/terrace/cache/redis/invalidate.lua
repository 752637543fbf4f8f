-- INVALIDATE. KEYS: log, then value, lease of each key. ARGV: as for append, then for each key: token or '', lease ms.
-- Reply: id, then for each key 1 if there was a value. Atomic: values, leases and log change together.
-- Begins with a write that is allowed when memory is full, so that what follows is allowed too.
local reply = {''}
for i = 2, #KEYS, 2 do
  reply[#reply + 1] = redis.call('UNLINK', KEYS[i])
  redis.call('DEL', KEYS[i + 1])
  if ARGV[i + 5] ~= '' then
    redis.call('SET', KEYS[i + 1], ARGV[i + 5], 'PX', ARGV[i + 6])
  end
end
reply[1] = append(KEYS[1], '*')
return reply
