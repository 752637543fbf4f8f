-- Put in front of the scripts that write to a log.
-- append(log, lane, channel, operation, records, maxlen): XADD, then PUBLISH "lane previous id operation records".
-- A record above 1 KB is published without its records: a doorbell. Returns the id of the new entry.
local function append(log, lane, channel, operation, records, maxlen)
  local tail = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)
  local previous = tail[1] and tail[1][1] or '0-0'
  local id = redis.call('XADD', log, 'MAXLEN', '~', maxlen, '*', 'o', operation, 'r', records)
  local body = #records > 1024 and '' or records
  redis.call('PUBLISH', channel, lane .. ' ' .. previous .. ' ' .. id .. ' ' .. operation .. ' ' .. body)
  return id
end
