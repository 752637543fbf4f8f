-- Put in front of the scripts that compare the ids of log entries, which stay strings.
-- behind(a, b): whether a stands behind b.
local function behind(a, b)
  local a_ms, a_n = string.match(a, '^(%d+)-(%d+)$')
  local b_ms, b_n = string.match(b, '^(%d+)-(%d+)$')
  a_ms, a_n, b_ms, b_n = tonumber(a_ms), tonumber(a_n), tonumber(b_ms), tonumber(b_n)
  return a_ms > b_ms or (a_ms == b_ms and a_n > b_n)
end
