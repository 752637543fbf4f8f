-- END_LEASES. KEYS: leases. Reply: how many there were. Atomic.
return redis.call('DEL', unpack(KEYS))
