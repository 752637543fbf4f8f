-- Put in front of the scripts that need the time.
-- millis(): the server's clock, ms since the epoch. text(number): without an exponent.
local function millis()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function text(number)
  return string.format('%.0f', number)
end
