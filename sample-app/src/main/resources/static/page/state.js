/** What the page says of the instances, from what they answer to GET /tour; null stands for no answer. */

const WITH_REDIS = { CONNECTED: 'in step', AWAY: 'on its own: Redis is away', NONE: 'no Redis' };

function where(tour) {
  if (!tour) {
    return '';
  }
  const waiting = tour.waitingInvalidations > 0 ? `, evictions that wait for it: ${tour.waitingInvalidations}` : '';
  return `port ${tour.port}, ${WITH_REDIS[tour.remote]}${waiting}`;
}

function banner(here, there) {
  if (!here) {
    return ['trouble', 'This instance does not answer.'];
  }
  if (here.remote === 'NONE') {
    return ['away', 'There is no Redis: each instance caches for itself.'];
  }
  if (here.redis && !here.redis.on) {
    return ['away', 'Redis is stopped. What an instance has near it goes on serving, for about a minute; '
      + 'everything else it loads from the database, for itself.'];
  }
  if ([here, there].some((tour) => tour?.remote === 'AWAY')) {
    return ['away', 'Redis is there. The instances are getting back in step with it…'];
  }
  return ['in-step', there ? 'Redis is on. Both instances are in step.' : 'Redis is on. This instance is in step with it.'];
}

function otherButton(other) {
  switch (other?.state) {
    case 'STARTING': return 'Starting…';
    case 'RUNNING': return 'Stop the second instance';
    default: return 'Start a second instance';
  }
}

/** Why there is no second instance, if that is not for lack of a click. */
function why(here) {
  if (here?.other.state === 'FAILED') {
    return `could not start: ${here.other.reason}`;
  }
  return here && !here.redis?.owned ? 'only beside an instance that has started the Redis of the sample' : '';
}

export function describe(here, there) {
  const [state, text] = banner(here, there);
  const other = here?.other;
  const owned = here?.redis?.owned ?? false;
  return {
    state,
    banner: text,
    here: where(here),
    there: there ? where(there) : why(here),
    redisButton: here?.redis && !here.redis.on ? 'Start Redis' : 'Stop Redis',
    redisDisabled: !owned,
    otherButton: otherButton(other),
    otherDisabled: !owned || other?.state === 'STARTING',
  };
}
