-- Put in front of the scripts that write to a log. Their ARGV begin with: lane, channel, operation, records, most entries and
-- most bytes of a log.

-- Small entries are trimmed by their count alone; when a large one comes, and now and then otherwise, by size too: the older
-- half goes until the rest fits. A server that does not let us ask for the size trims by count.
local function trim_to_size(log)
  local keep = redis.call('XLEN', log)
  if #ARGV[4] <= 1024 and keep % 64 ~= 0 then
    return
  end
  while keep > 1 do
    local bytes = redis.pcall('MEMORY', 'USAGE', log, 'SAMPLES', 0)
    if type(bytes) ~= 'number' or bytes <= tonumber(ARGV[6]) then
      return
    end
    keep = math.floor(keep / 2)
    redis.call('XTRIM', log, 'MAXLEN', '~', keep)
  end
end

-- append(log, id): XADD at this id, or at '*'; then PUBLISH "lane previous id, previous operation, id, operation, records", with
-- spaces between. A record above 1 KB is
-- published without its records: a doorbell. Returns the id of the new entry.
local function append(log, id)
  local tail = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)
  local previous = tail[1] and tail[1][1] .. ' ' .. (tail[1][2][2] or '-') or '0-0 -'
  local added = redis.call('XADD', log, 'MAXLEN', '~', ARGV[5], id, 'o', ARGV[3], 'r', ARGV[4])
  trim_to_size(log)
  local body = #ARGV[4] > 1024 and '' or ARGV[4]
  redis.call('PUBLISH', ARGV[2], ARGV[1] .. ' ' .. previous .. ' ' .. added .. ' ' .. ARGV[3] .. ' ' .. body)
  return added
end
