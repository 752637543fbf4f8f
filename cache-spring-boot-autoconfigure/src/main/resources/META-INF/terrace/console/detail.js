// What is known of one cache: counters, latency, policy, hot keys and keys.

import { clear, evictKey, evictPattern, refresh, warmUp } from './actions.js';
import { read } from './api.js';
import { $, el, show, text } from './dom.js';
import { count, millis } from './format.js';
import { Keys } from './keys.js';
import { Table } from './table.js';

const EVERY = 10000;

const FACTS = [
  ['Tiers', cache => (cache.tiers ?? []).join(', ')],
  ['Loads running', cache => count(cache.loads?.running)],
  ['Loads failed', cache => count(cache.loads?.failures)],
  ['Loads refused', cache => count(cache.loads?.refused)],
  ['Loads hung', cache => count(cache.loads?.hung)],
  ['Puts', cache => count(cache.puts)],
  ['Removals', cache => count(cache.removals)],
  ['Evictions', cache => count(cache.evictions)],
  ['Stale: refreshing', cache => count(cache.staleServed?.revalidating)],
  ['Stale: errors', cache => count(cache.staleServed?.error)],
  ['Stale: timeouts', cache => count(cache.staleServed?.timeout)]
];

const LATENCY = [
  { name: 'operation', label: 'Operation', cell: row => row.operation },
  { name: 'count', label: 'Calls', cell: row => count(row.count), number: true },
  { name: 'mean', label: 'Mean', cell: row => millis(row.meanMillis), number: true },
  { name: 'max', label: 'Longest', cell: row => millis(row.maxMillis), number: true }
];

/** Of a cache that may be absent, since a cache comes with its first use: then there is nothing but its name. */
export class Detail {
  constructor(name, close) {
    this.name = name;
    this.buttons = el('p', { class: 'buttons' });
    this.absent = el('p', { class: 'hint', hidden: true }, 'It has not been used since this instance was started.');
    this.present = el('div');
    this.built = false;
    $('cache').replaceChildren(
      el('div', { class: 'head' },
        el('h2', { id: 'cache-title', tabindex: '-1' }, 'Cache ', el('span', { class: 'mono' }, name)),
        this.buttons,
        el('button', { type: 'button', class: 'quiet', click: close }, 'Close')),
      this.absent, this.present);
  }

  render(state, now) {
    const cache = Object.hasOwn(state.caches, this.name) ? state.caches[this.name] : null;
    this.entries = cache?.entries ?? 0;
    show(this.absent, !cache);
    if (!cache) {
      this.#forget();
      return;
    }
    if (!this.built) {
      this.#build(state);
    }
    FACTS.forEach(([, value], i) => text(this.facts[i], value(cache)));
    this.#reload(now);
  }

  #forget() {
    if (this.present.contains(document.activeElement) || this.buttons.contains(document.activeElement)) {
      $('cache-title').focus();
    }
    this.buttons.replaceChildren();
    this.present.replaceChildren();
    this.built = false;
  }

  #build(state) {
    this.built = true;
    this.readAt = 0;
    this.facts = FACTS.map(() => el('dd'));
    this.policy = el('div', { class: 'scroll', role: 'region', 'aria-label': 'Policy', tabindex: '0' });
    this.policyTable = null;
    this.keys = new Keys(this.name, state);
    this.latency = new Part('Latency of the remote tier', LATENCY, row => row.operation);
    this.hot = new Part('Hot keys', [
      { name: 'key', label: 'Key', cell: (row, td) => this.keys.keyCell(row, td) },
      { name: 'count', label: 'Reads', cell: row => count(row.count), number: true }
    ], row => row.key);
    this.buttons.replaceChildren(...this.#actions(state));
    this.present.replaceChildren(
      el('dl', { class: 'facts' }, ...FACTS.map(([label], i) => el('div', {}, el('dt', {}, label), this.facts[i]))),
      el('div', { class: 'columns' },
        el('div', {}, el('h3', {}, 'Keys'), this.keys.node),
        el('div', {}, this.latency.node, el('h3', {}, 'Policy'), this.policy, this.hot.node)));
  }

  #actions({ writable, keysShown }) {
    const button = (label, act, danger) => el('button', { type: 'button', class: danger ? 'danger-quiet' : null, click: act }, label);
    const again = () => this.keys.reload();
    return writable ? [
      button('Evict a key…', () => evictKey(this.name, undefined, again)),
      // Where no key is shown nothing is counted, and nothing is evicted that was not counted.
      ...keysShown ? [button('Evict by pattern…', () => evictPattern(this.name, this.keys.pattern, again))] : [],
      button('Refresh a key…', () => refresh(this.name, undefined, again)),
      button('Warm up…', () => warmUp(this.name)),
      button('Clear…', () => clear(this.name, this.entries, again), true)
    ] : [];
  }

  async #reload(now) {
    if (now - this.readAt < EVERY) {
      return;
    }
    this.readAt = now;
    try {
      const detail = await read('cache', { cache: this.name });
      this.#renderPolicy(detail.policy ?? {});
      this.hot.update(detail.hotKeys ?? []);
      this.latency.update(Object.entries(detail.latency ?? {}).map(([operation, timed]) => ({ operation, ...timed })));
    } catch (e) {
      this.policyTable = null;
      this.policy.replaceChildren(el('p', { class: 'hint' }, e.message));
    }
  }

  #renderPolicy(policy) {
    this.policyTable ??= new Table(this.policy, 'Policy in force', [
      { name: 'property', label: 'Property', cell: row => row.property },
      { name: 'value', label: 'Value', cell: row => row.value },
      { name: 'origin', label: 'From', cell: row => row.origin }
    ], row => row.property);
    this.policyTable.update(Object.entries(policy).map(([property, said]) =>
      ({ property, value: written(said?.value), origin: said?.origin ?? '' })));
  }
}

/** A table with a title, seen while it has rows. */
class Part {
  constructor(title, columns, key) {
    const box = el('div', { class: 'scroll' });
    this.node = el('div', { hidden: true }, el('h3', {}, title), box);
    this.table = new Table(box, title, columns, key);
  }

  update(rows) {
    show(this.node, rows.length > 0);
    this.table.update(rows);
  }
}

function written(value) {
  return value === null || value === undefined ? '–'
    : Array.isArray(value) ? value.join(', ')
      : typeof value === 'object' ? JSON.stringify(value) : String(value);
}
