// What can be done from here; each says first what it will do.

import { ask } from './api.js';
import { open } from './dialog.js';
import { plural } from './format.js';

const entries = number => plural(number, 'entry', 'entries');
const EVERYWHERE = 'On every instance, and in Redis.';

/** The words for an answer of the endpoint, and afterwards what changes on the page. */
async function done(operation, body, words, afterwards) {
  const answer = await ask(operation, body);
  afterwards?.();
  const said = answer.done ? words(answer.count) : 'Not done, or not everywhere yet:';
  return [said, answer.note && sentence(answer.note)].filter(Boolean).join(' ');
}

const sentence = words => words.charAt(0).toUpperCase() + words.substring(1).replace(/\.?$/, '.');

const known = (count, words) => count === null || count === undefined ? words : `${words} (${entries(count)})`;

export function evictKey(cache, key, afterwards) {
  const fields = key === undefined ? [{ name: 'key', label: 'Key', hint: 'As the list of keys writes it.' }] : [];
  open(`Evict from ${cache}`, fields, {
    said: key === undefined ? EVERYWHERE : `The entry ${key} is forgotten. ${EVERYWHERE}`,
    action: 'Evict',
    danger: true,
    run: values => {
      const body = { cache, key: key ?? values.key };
      return done('evict', body, () => `${body.key} is evicted from ${cache}.`, afterwards);
    }
  });
}

export function evictTag(tag) {
  const fields = tag === undefined ? [{ name: 'tag', label: 'Tag', hint: 'All entries that carry it, in all caches of the namespace.' }] : [];
  open('Evict by tag', fields, {
    said: tag === undefined ? EVERYWHERE : `All entries with the tag ${tag}, in all caches of the namespace, are forgotten. ${EVERYWHERE}`,
    action: 'Evict',
    danger: true,
    run: values => {
      const body = { tag: tag ?? values.tag };
      return done('evict-tag', body, count => known(count, `All entries with the tag ${body.tag} are evicted`) + '.');
    }
  });
}

/** A dry run first: how many would go. */
export function evictPattern(cache, pattern, afterwards) {
  const hint = '* stands for any characters, ? for one. The first step only counts.';
  open(`Evict from ${cache} by pattern`, [{ name: 'pattern', label: 'Pattern of keys', value: pattern, hint }], {
    action: 'Count first',
    run: async ({ pattern: given }) => {
      const answer = await ask('evict-pattern', { cache, pattern: given, dryRun: true });
      return counted(cache, given, answer, afterwards);
    }
  });
}

function counted(cache, pattern, { count, note }, afterwards) {
  const known = count !== null && count !== undefined;
  const matching = known ? `${count === 1 ? '1 entry matches' : entries(count) + ' match'} ${pattern}.`
    : `How many entries match ${pattern} is not known.`;
  return {
    said: `Dry run: ${matching} ${note ? sentence(note) : 'Nothing has been changed yet.'}`,
    action: known ? `Evict ${entries(count)}` : 'Evict',
    danger: true,
    run: count === 0 ? null
      : () => done('evict-pattern', { cache, pattern, dryRun: false },
        evicted => `${entries(evicted ?? count)} of ${cache} that match ${pattern} are evicted.`, afterwards)
  };
}

export function clear(cache, number, afterwards) {
  open(`Clear ${cache}`, [], {
    said: `The whole cache ${cache} is forgotten, ${entries(number)} near this instance among it. ${EVERYWHERE} The next reads load.`,
    action: 'Clear the cache',
    danger: true,
    run: () => done('clear', { cache }, () => `${cache} is cleared.`, afterwards)
  });
}

export function warmUp(cache) {
  const hint = 'One a line, as the list of keys writes them.';
  open(`Warm up ${cache}`, [{ name: 'keys', label: 'Keys', rows: 5, hint }], {
    said: 'What is in Redis comes into the near tier of this instance.',
    action: 'Warm up',
    run: ({ keys: lines }) => {
      const keys = lines.split('\n').map(line => line.trim()).filter(Boolean).join('\n');
      return done('warm-up', { cache, keys }, () => `${cache} is warm.`);
    }
  });
}

export function refresh(cache, key, afterwards) {
  const fields = key === undefined ? [{ name: 'key', label: 'Key', hint: 'As the list of keys writes it.' }] : [];
  open(`Refresh in ${cache}`, fields, {
    said: 'The next read of this instance gets the value that is there, and loads it anew.',
    action: 'Refresh',
    run: values => {
      const body = { cache, key: key ?? values.key };
      return done('refresh', body, () => `${body.key} of ${cache} is marked.`, afterwards);
    }
  });
}
