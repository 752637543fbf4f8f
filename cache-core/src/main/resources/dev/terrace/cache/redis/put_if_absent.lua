-- PUT_IF_ABSENT. KEYS: value, lease. ARGV: '1' if the next is a stamp, stamp, envelope, life in ms or ''.
-- Reply: {'H', value} | {'A'} there was none, or one of that stamp, and the envelope is stored. Atomic.
local value = redis.pcall('GET', KEYS[1])
if type(value) == 'table' then
  value = ''
end
if value and not (ARGV[1] == '1' and string.sub(value, 9, 16) == ARGV[2]) then
  return {'H', value}
end
if ARGV[4] == '' then
  redis.call('SET', KEYS[1], ARGV[3])
else
  redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
end
redis.call('DEL', KEYS[2])
return {'A'}
