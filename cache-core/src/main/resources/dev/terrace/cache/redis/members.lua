-- MEMBERS. KEYS: instances. Reply: {ids and values, {s, us}}. Writes nothing. Atomic.
return {redis.call('HGETALL', KEYS[1]), redis.call('TIME')}
