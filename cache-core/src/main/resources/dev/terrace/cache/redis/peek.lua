-- Put in front of the scripts that look at a key which may be of another type than string.
-- whole(key): the string, false if there is none. part(key, from, to): some bytes of it. A table for a key of another type; any
-- other error, such as a right that is missing, ends the script.
local function whole(key)
  local value = redis.pcall('GET', key)
  if type(value) == 'table' and not string.find(value.err, 'WRONGTYPE', 1, true) then
    value = redis.call('GET', key)
  end
  return value
end

local function part(key, from, to)
  local bytes = redis.pcall('GETRANGE', key, from, to)
  if type(bytes) == 'table' and not string.find(bytes.err, 'WRONGTYPE', 1, true) then
    bytes = redis.call('GETRANGE', key, from, to)
  end
  return bytes
end

