-- FILL of long values, each of which was laid aside under a key of its own before: Lua would look at every byte of them.
-- KEYS: value, lease, where it lies, of each key. ARGV, for each key: token, stamp, life in ms or ''.
-- Reply, for each key: 1 if the value is stored, 0 if the lease was lost, -1 if what was laid aside is not what it should be. Idempotent:
-- 1 again for the same stamp. Atomic; what is not stored is not kept, unless the script is refused: then it ends by itself.
local replies = {}
for i = 1, #KEYS, 3 do
  local reply = 0
  if holder(KEYS[i + 1]) ~= ARGV[i] then
    reply = part(KEYS[i], 8, 15) == ARGV[i + 1] and 1 or 0
    redis.call('UNLINK', KEYS[i + 2])
  elseif part(KEYS[i + 2], 8, 15) ~= ARGV[i + 1] then
    redis.call('UNLINK', KEYS[i + 2])
    reply = -1
  else
    redis.call('RENAME', KEYS[i + 2], KEYS[i])
    if ARGV[i + 2] == '' then
      redis.call('PERSIST', KEYS[i])
    else
      redis.call('PEXPIRE', KEYS[i], ARGV[i + 2])
    end
    redis.call('DEL', KEYS[i + 1])
    reply = 1
  end
  replies[#replies + 1] = reply
end
return replies
