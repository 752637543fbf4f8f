-- READ. KEYS: value, lease. ARGV: '1' if the next is a stamp, stamp, token or '', lease ms.
-- Reply: {'H', value} | {'L'} leased | {'W'} another holds the lease | {'A'} absent, no token was given.
-- Atomic; writes only the lease, after a DEL so that it may also when memory is full.
local value = present(KEYS[1], ARGV[1], ARGV[2])
if value then
  return {'H', value}
end
if ARGV[3] == '' then
  return {'A'}
end
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[3] then
  return {'W'}
end
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
return {'L'}
