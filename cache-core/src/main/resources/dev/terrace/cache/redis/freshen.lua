-- FRESHEN. KEYS: value, lease. ARGV: token, stamp until now, dates, life in ms or ''.
-- Reply: 1 if the value has these dates, 0 if the lease was lost or the value is encrypted, not the one of that stamp, or
-- none: then nothing is changed. Idempotent: 1 again for the stamp among the dates. They replace the bytes from the ninth on.
-- Atomic. The DEL comes first, since it is allowed when memory is full: a value that is there already needs no room.
local stamp = part(KEYS[1], 8, 15)
if stamp == string.sub(ARGV[3], 1, 8) then
  return 1
end
if holder(KEYS[2]) ~= ARGV[1] or stamp ~= ARGV[2] or redis.call('STRLEN', KEYS[1]) < 8 + #ARGV[3] then
  return 0
end
-- An encrypted value is bound to the dates that it was written with: the third bit of its flags, its fourth byte.
if math.floor(string.byte(redis.call('GETRANGE', KEYS[1], 3, 3)) / 4) % 2 == 1 then
  return 0
end
redis.call('DEL', KEYS[2])
redis.call('SETRANGE', KEYS[1], 8, ARGV[3])
if ARGV[4] == '' then
  redis.call('PERSIST', KEYS[1])
else
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return 1
