// The table of caches, and which of them is open.

import { sparkline } from './chart.js';
import { Detail } from './detail.js';
import { $, el, show, svg } from './dom.js';
import { count, millis, percent } from './format.js';
import { totals } from './overview.js';
import * as rates from './samples.js';
import { Table } from './table.js';

const histories = new Map();
let opened = null;
let state = null;

const stale = cache => Object.values(cache.staleServed ?? {}).reduce((total, each) => total + (each ?? 0), 0);

const caches = new Table($('caches'), 'Caches of this instance', [
  { name: 'name', label: 'Cache', value: row => row.name, cell: nameCell },
  { name: 'entries', label: 'Entries', value: row => row.entries, cell: row => count(row.entries), number: true },
  { name: 'rate', label: 'Hit rate', value: row => row.hitRate?.all, cell: row => percent(row.hitRate?.all), number: true },
  { name: 'line', label: 'Recently', cell: lineCell, wide: true },
  { name: 'near', label: 'near', value: row => row.hitRate?.near, cell: row => percent(row.hitRate?.near), number: true, wide: true },
  { name: 'remote', label: 'remote', value: row => row.hitRate?.remote, cell: row => percent(row.hitRate?.remote), number: true, wide: true },
  { name: 'loads', label: 'Loads', value: row => totals(row).loads, cell: row => count(totals(row).loads), number: true },
  { name: 'mean', label: 'Mean load', value: row => row.loads?.meanMillis, cell: row => millis(row.loads?.meanMillis), number: true, wide: true },
  { name: 'stale', label: 'Stale served', value: stale, cell: row => count(stale(row)), number: true, wide: true },
  { name: 'saved', label: 'Time saved', value: row => row.timeSavedMillis, cell: row => millis(row.timeSavedMillis), number: true, wide: true }
], row => row.name, 'name');

function nameCell(row, td) {
  if (!td.firstChild) {
    td.append(el('button', { type: 'button', class: 'link mono', click: () => go(row.name) }, row.name));
  }
  td.firstChild.setAttribute('aria-expanded', String(opened?.name === row.name));
  td.parentNode.classList.toggle('open', opened?.name === row.name);
}

function lineCell(row, td) {
  if (!td.firstChild) {
    td.append(svg('svg', { class: 'spark', viewBox: '0 0 100 20', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      svg('path', { class: 'line all' })));
  }
  sparkline(td.firstChild.firstChild, row.points, row.now, row.span);
}

export function render(newState, now) {
  state = newState;
  [...histories.keys()].filter(name => !Object.hasOwn(state.caches, name)).forEach(name => histories.delete(name));
  for (const [name, cache] of Object.entries(state.caches)) {
    if (!histories.has(name)) {
      histories.set(name, new rates.Samples());
    }
    histories.get(name).add(now, totals(cache), state.instance);
  }
  draw(now);
}

function draw(now) {
  const rows = Object.entries(state.caches).map(([name, cache]) => {
    const samples = histories.get(name);
    return { ...cache, name, now, span: samples.span(now), points: samples.series(rates.all) };
  });
  caches.update(rows, 'There is no cache yet: it comes with its first use.');
  opened?.render(state, now);
}

/** Which cache is open stands in the address, so that Back closes it; keys never do. */
function go(name) {
  location.hash = opened?.name === name ? '' : 'cache=' + encodeURIComponent(name);
}

function follow() {
  const name = new URLSearchParams(location.hash.substring(1)).get('cache') || null;
  if (name === (opened?.name ?? null) || !state) {
    return;
  }
  const before = opened;
  opened = name !== null ? new Detail(name, () => go(name)) : null;
  show($('cache'), opened !== null);
  draw(Date.now());
  if (opened) {
    $('cache-title').focus();
    $('cache').scrollIntoView({ block: 'start' });
  } else if (before) {
    $('cache').replaceChildren();
    [...$('caches').querySelectorAll('button.link')].find(button => button.textContent === before.name)?.focus();
  }
}

window.addEventListener('hashchange', follow);

/** As the page begins, when the first answer is there. */
export function openFromAddress() {
  follow();
}
