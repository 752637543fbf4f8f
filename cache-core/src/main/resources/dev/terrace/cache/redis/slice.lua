-- Put in front of the scripts that read a log.
-- slice(from, most, sentinel): {entries from this id on, inclusive; {s, us}; epoch, or false if it or the sentinel is lost}.
-- KEYS as of those scripts: log, and on the control lane tags, meta; elsewhere the sentinel is ''.
local function slice(from, most, sentinel)
  local epoch = false
  if sentinel ~= '' and redis.call('ZSCORE', KEYS[2], sentinel) then
    epoch = redis.call('HGET', KEYS[3], 'epoch')
  end
  return {redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', most), redis.call('TIME'), epoch}
end
