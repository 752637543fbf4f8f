-- DISCARD. KEYS: values. ARGV: the stamp of each. Reply: how many had it and are gone. Atomic.
-- As for a read, a key of another type than string is an empty value.
local gone = 0
for i, key in ipairs(KEYS) do
  local stamp = part(key, 8, 15)
  if type(stamp) == 'table' then
    stamp = ''
  end
  if stamp == ARGV[i] then
    gone = gone + redis.call('UNLINK', key)
  end
end
return gone
