-- TAG_POSITIONS. KEYS: tags, meta. ARGV: sentinel, then tags.
-- Reply: {score of each tag, or false; the score up to which some are missing, or false; the sentinel's score, or false if the
-- set is lost}. Writes nothing. Atomic.
local scores = {}
for first = 2, #ARGV, 1000 do
  for _, score in ipairs(redis.call('ZMSCORE', KEYS[1], unpack(ARGV, first, math.min(first + 999, #ARGV)))) do
    scores[#scores + 1] = score
  end
end
return {scores, redis.call('HGET', KEYS[2], 'floor'), redis.call('ZSCORE', KEYS[1], ARGV[1])}
