-- SCAN. KEYS: a log, which leads to the server of its lane. ARGV: '0', or what the page before said; glob; how many
-- keys are looked at, about.
-- Reply: {next, keys}; '0' ends it. Next names the server: on another one, after a failover or when a slot has moved, a cursor
-- means nothing, and the scan begins anew.
local server = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') or ''
local before, cursor = string.match(ARGV[1], '^(%w*):(%d+)$')
local page = redis.call('SCAN', before == server and cursor or '0', 'MATCH', ARGV[2], 'COUNT', ARGV[3])
if page[1] ~= '0' then
  page[1] = server .. ':' .. page[1]
end
return page
