-- JOIN. KEYS: log, tags, meta. ARGV: as for append, the records being a hello; then epoch to use if there is none, lanes, most
-- tags to return, sentinel.
-- Reply: {epoch, lanes, tags and scores, number of tags, meta fields and values, id and operation of the log's tail, {s, us}}.
-- Without epoch or sentinel the control keys are new, or were lost: the place of that in the log is kept as 'cleared'. Atomic.
-- Begins with a write that is allowed when memory is full.
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(0')
local time = redis.call('TIME')
local made = redis.call('HEXISTS', KEYS[3], 'epoch') == 0 or not redis.call('ZSCORE', KEYS[2], ARGV[10])
redis.call('HSETNX', KEYS[3], 'lanes', ARGV[8])
if made then
  redis.call('HSET', KEYS[3], 'epoch', ARGV[7], 'cleared', append(KEYS[1], '*'))
  redis.call('ZADD', KEYS[2], '+inf', ARGV[10])
end
local tail = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
if not tail[1] then
  append(KEYS[1], '*')
  tail = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
end
local count = redis.call('ZCARD', KEYS[2]) - 1
local tags = {}
if count <= tonumber(ARGV[9]) then
  tags = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(+inf', 'WITHSCORES')
end
local meta = redis.call('HGETALL', KEYS[3])
return {redis.call('HGET', KEYS[3], 'epoch'), redis.call('HGET', KEYS[3], 'lanes'), tags, count, meta,
  tail[1][1], tail[1][2][2], time}
