-- HEADERS. KEYS: values. Reply, for each key: the bytes of its header; '' if there is no value, or a key of another type.
-- Bytes 5 and 6, counted from 1, are the length of the header. Writes nothing. Atomic.
local headers = {}
for i, key in ipairs(KEYS) do
  local header = part(key, 0, 511)
  if type(header) == 'table' then
    header = ''
  end
  if #header >= 6 then
    local length = string.byte(header, 5) * 256 + string.byte(header, 6)
    if length > 512 then
      header = redis.call('GETRANGE', key, 0, length - 1)
    end
    header = string.sub(header, 1, length)
  end
  headers[i] = header
end
return headers
