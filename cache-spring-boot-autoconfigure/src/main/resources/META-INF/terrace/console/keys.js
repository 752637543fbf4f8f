// The keys of a cache in pages, and one of them looked at.

import { evictKey, evictTag, refresh } from './actions.js';
import { read } from './api.js';
import { el, speak } from './dom.js';
import { bytes, millis, plural } from './format.js';
import { Table } from './table.js';

const PAGE = 50;

export class Keys {
  #cache;
  #writable;
  #rows = [];
  #pattern = '*';
  #next = null;
  #listed = 0;
  #asked = 0;
  #looked = null;
  #opener = null;

  constructor(cache, { keysShown, writable }) {
    this.#cache = cache;
    this.#writable = writable;
    this.node = el('div', { class: 'keys' });
    if (keysShown) {
      this.#build();
      this.#list();
    } else {
      this.node.append(el('p', { class: 'hint' }, 'Keys are not shown. To show them, set ',
        el('code', {}, 'management.endpoint.terrace.show-keys=when-authorized'), '.'));
    }
  }

  /** What is filtered by, as a proposal for an eviction. */
  get pattern() {
    return this.filter?.value === '*' ? '' : this.filter?.value ?? '';
  }

  reload() {
    if (this.filter) {
      this.#list();
      this.#looked?.();
    }
  }

  #build() {
    this.filter = el('input', { id: 'keys-filter', value: '*', autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off', 'aria-describedby': 'keys-hint' });
    this.list = el('div', { class: 'scroll list', role: 'region', 'aria-label': 'Keys', tabindex: '0' });
    this.more = el('button', { type: 'button', class: 'quiet', click: () => this.#page(this.#next) }, 'More keys');
    this.more.hidden = true;
    this.said = el('p', { class: 'hint', role: 'status' });
    this.one = el('div', { class: 'key', hidden: true });
    this.node.append(
      el('form', { class: 'filter', submit: e => { e.preventDefault(); this.#list(); } },
        el('label', { for: 'keys-filter' }, 'Pattern'), this.filter,
        el('button', { type: 'submit' }, 'Show'),
        el('small', { id: 'keys-hint' }, '* any characters, ? one')),
      this.one, this.list, this.said, this.more);
    this.table = new Table(this.list, 'Keys', [
      { name: 'key', label: 'Key', cell: (row, td) => this.keyCell(row, td) },
      { name: 'tiers', label: 'In', cell: row => (row.tiers ?? []).join(', ') }
    ], row => row.key);
  }

  keyCell(row, td) {
    if (!td.firstChild) {
      td.append(el('button', { type: 'button', class: 'link mono', click: e => this.#look(row.key, e.currentTarget) }, row.key));
    }
  }

  #list() {
    this.#pattern = this.filter.value.trim() || '*';
    this.#rows = [];
    this.#next = null;
    return this.#page(null);
  }

  /** An answer that comes after another question is nobody's any more. */
  async #page(cursor) {
    const turn = ++this.#listed;
    try {
      const answer = await read('keys', { cache: this.#cache, pattern: this.#pattern, page: cursor, size: PAGE });
      if (turn !== this.#listed) {
        return;
      }
      const known = new Set(this.#rows.map(row => row.key));
      this.#rows = [...this.#rows, ...answer.keys.filter(row => !known.has(row.key))];
      this.#next = answer.next ?? null;
      const note = answer.note ? ` ${answer.note}.` : '';
      this.said.textContent = (this.#rows.length ? `${plural(this.#rows.length, 'key')}${this.#next ? ' so far' : ''}`
        : this.#next ? 'None so far.' : 'No key matches.') + note;
    } catch (e) {
      if (turn !== this.#listed) {
        return;
      }
      this.said.textContent = e.message;
    }
    this.table.update(this.#rows);
    this.more.hidden = this.#next === null;
  }

  async #look(key, opener) {
    const turn = ++this.#asked;
    this.#opener = opener ?? this.#opener;
    this.#looked = () => this.#look(key);
    let content;
    try {
      const found = await read('key', { cache: this.#cache, key });
      content = () => this.#content(key, found);
    } catch (e) {
      content = () => [el('p', { class: 'hint' }, e.message)];
    }
    if (turn !== this.#asked) {
      return;
    }
    const title = el('h4', { class: 'mono', tabindex: '-1' }, key);
    const held = this.one.contains(document.activeElement);
    this.one.hidden = false;
    this.one.replaceChildren(
      el('div', { class: 'head' }, title, el('button', { type: 'button', class: 'quiet', click: () => this.#close() }, 'Close')),
      ...content());
    if (opener || held) {
      title.focus();
    }
  }

  #close() {
    this.#asked++;
    this.#looked = null;
    this.one.hidden = true;
    this.one.replaceChildren();
    (this.#opener?.isConnected ? this.#opener : this.filter).focus();
  }

  #content(key, found) {
    if (!found.found) {
      speak('The key is not cached.');
      return [el('p', { class: 'hint' }, 'It is not cached, in no tier.')];
    }
    const tags = [...new Set([...(found.near?.tags ?? []), ...(found.remote?.tags ?? [])])];
    return [
      el('div', { class: 'tiers' }, tier('near', found.near), tier('remote', found.remote)),
      found.note ? el('p', { class: 'hint' }, found.note + '.') : null,
      tags.length ? el('p', { class: 'tags' }, 'Tags: ', ...tags.map(tag => this.#tag(tag))) : null,
      found.value !== null && found.value !== undefined ? el('pre', { tabindex: '0', 'aria-label': 'Value' }, written(found.value)) : null,
      this.#writable ? el('p', { class: 'buttons' },
        el('button', { type: 'button', click: () => refresh(this.#cache, key, () => this.reload()) }, 'Refresh…'),
        el('button', { type: 'button', class: 'danger-quiet', click: () => evictKey(this.#cache, key, () => this.reload()) }, 'Evict…')) : null
    ].filter(Boolean);
  }

  #tag(tag) {
    return this.#writable
      ? el('button', { type: 'button', class: 'tag mono', 'aria-label': `Evict by tag ${tag}`, click: () => evictTag(tag) }, tag)
      : el('span', { class: 'tag mono' }, tag);
  }
}

const LIFE = [
  ['Age', entry => millis(entry.ageMillis)],
  ['Fresh for', entry => entry.remainingMillis === null ? 'ever' : entry.remainingMillis < 0 ? 'no more' : millis(entry.remainingMillis)],
  ['Stale for', entry => millis(entry.staleMillis)],
  ['Size', entry => bytes(entry.size)],
  ['Stamp', entry => String(entry.stamp ?? '–')]
];

function tier(name, entry) {
  return el('div', {},
    el('h5', {}, name),
    entry ? el('dl', {}, ...LIFE.map(([label, value]) => el('div', {}, el('dt', {}, label), el('dd', {}, value(entry)))))
      : el('p', { class: 'hint' }, 'not here'));
}

function written(value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return text.length > 20000 ? text.substring(0, 20000) + '\n… shortened' : text;
}
