-- READ. KEYS: value, lease of each key. ARGV, for each key: '1' if the next is a stamp, stamp, token or '', lease ms.
-- Reply, for each key: 'H', value | 'L', '' leased | 'W', '' another holds the lease | 'A', '' absent, no token was given |
-- 'T', '' throttled: a stamp was given. Who gives none gets the lease in place of the throttle.
-- Atomic; writes only leases, each after a DEL so that it may also when memory is full.
local replies = {}
for i = 1, #KEYS, 2 do
  local a = 2 * i - 1
  local token = ARGV[a + 2]
  local value = present(KEYS[i], ARGV[a], ARGV[a + 1])
  local answer = 'H'
  if not value and token == '' then
    answer = 'A'
  elseif not value then
    local held = holder(KEYS[i + 1])
    if held == THROTTLED and ARGV[a] == '1' then
      answer = 'T'
    elseif held and held ~= token and held ~= THROTTLED then
      answer = 'W'
    else
      redis.call('DEL', KEYS[i + 1])
      redis.call('SET', KEYS[i + 1], token, 'PX', ARGV[a + 3])
      answer = 'L'
    end
  end
  replies[i] = answer
  replies[i + 1] = value or ''
end
return replies
