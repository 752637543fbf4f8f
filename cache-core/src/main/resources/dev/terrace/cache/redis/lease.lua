-- Put in front of the scripts that look at a lease.
-- What a lease holds while the key is throttled, after a load that failed: tokens are UTF-8, and this byte is in no UTF-8.
local THROTTLED = '\255'

-- holder(key): the token of a lease, or THROTTLED; false if there is none. A key of another type than string is none.
local function holder(key)
  local token = whole(key)
  return type(token) == 'string' and token
end
