-- RENEW. KEYS: leases. ARGV, for each: token, ms. Reply, for each: 1 if it is this token's and lasts so long from now, else 0.
-- Atomic. Its only write is allowed when memory is full.
local replies = {}
for i, key in ipairs(KEYS) do
  replies[i] = holder(key) == ARGV[2 * i - 1] and redis.call('PEXPIRE', key, ARGV[2 * i]) or 0
end
return replies
