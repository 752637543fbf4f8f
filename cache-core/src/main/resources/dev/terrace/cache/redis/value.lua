-- Put in front of the scripts that read or store a value.
-- present(key, known, stamp): the value, unless known is '1' and its stamp is this one; else nil. A key of another type than
-- string counts as an empty value, which no reader understands and a fill replaces.
local function present(key, known, stamp)
  local value = whole(key)
  if type(value) == 'table' then
    value = ''
  end
  if value and not (known == '1' and string.sub(value, 9, 16) == stamp) then
    return value
  end
  return nil
end

-- store(key, value, life): SET for so many ms, or for ever if life is ''.
local function store(key, value, life)
  if life == '' then
    redis.call('SET', key, value)
  else
    redis.call('SET', key, value, 'PX', life)
  end
end
