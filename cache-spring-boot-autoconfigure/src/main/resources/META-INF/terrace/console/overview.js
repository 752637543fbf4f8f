// Who this is, how its Redis is, figures and lines, instances and lanes.

import { Chart } from './chart.js';
import { $, el, show, speak, text } from './dom.js';
import { count, millis, percent, perSecond, plural, time } from './format.js';
import * as rates from './samples.js';
import { Table } from './table.js';

const samples = new rates.Samples();
let spoken = null;

const ratesChart = new Chart($('rates'), $('rates-legend'), 'Hit rate by tier', [
  { name: 'all', label: 'all tiers', value: rates.all },
  { name: 'near', label: 'near', value: rates.near },
  { name: 'remote', label: 'remote, of what near lacks', value: rates.remote }
], percent, 1);

const callsChart = new Chart($('calls'), $('calls-legend'), 'Calls per second', [
  { name: 'all', label: 'reads', value: rates.reads },
  { name: 'loads', label: 'loads', value: rates.loads }
], perSecond, null);

const figures = ['Hit rate', 'Reads', 'Loads', 'Time saved', 'Stale served', 'Near entries'].map(label => {
  const figure = { value: el('dd', { class: 'value' }), note: el('dd', { class: 'note' }) };
  $('figures').append(el('div', { class: 'figure' }, el('dt', {}, label), figure.value, figure.note));
  return figure;
});

const sum = (caches, value) => caches.reduce((total, cache) => total + (value(cache) ?? 0), 0);
const failures = cache => (cache.loads?.failures ?? 0) + (cache.loads?.refused ?? 0);

/** The reads and loads of a cache since its start. */
export function totals(cache) {
  const { near = 0, remote = 0, missed = 0 } = cache.gets ?? {};
  return { near: near ?? 0, remote: remote ?? 0, missed: missed ?? 0, loads: (cache.loads?.successes ?? 0) + failures(cache) };
}

export function render(state, now) {
  const caches = Object.values(state.caches);
  const whole = { near: 0, remote: 0, missed: 0, loads: 0 };
  caches.map(totals).forEach(each => Object.keys(whole).forEach(name => whole[name] += each[name]));
  samples.add(now, whole, state.instance);
  renderWho(state);
  renderRemote(state.remote);
  renderFigures(caches, whole);
  ratesChart.update(samples, now);
  callsChart.update(samples, now);
  renderLanes(state.remote.lanes ?? []);
}

function renderWho(state) {
  text($('namespace'), state.namespace ?? '');
  text($('instance'), state.instance);
  text($('version'), state.version ? `version ${state.version}` : '');
  text($('uptime'), state.uptimeMillis ? `up for ${millis(state.uptimeMillis)}` : '');
  document.title = `${state.remote.state === 'away' || state.remote.state === 'refused' ? '⚠ ' : ''}${state.namespace ?? state.instance} · Terrace`;
}

const WORDS = { connected: 'Redis: connected', away: 'Redis: away', refused: 'Redis: refuses', none: 'no Redis: near tier only' };

function renderRemote(remote) {
  const degraded = remote.state === 'away' || remote.state === 'refused';
  const words = WORDS[remote.state] ?? `Redis: ${remote.state}`;
  text($('remote'), words);
  $('remote').className = `state ${degraded ? 'warn' : remote.state === 'connected' ? 'good' : ''}`;
  show($('degraded'), degraded);
  if (words !== spoken) {
    spoken = words;
    speak(degraded ? `Degraded. ${words}.` : words);
  }
  if (degraded) {
    const waiting = remote.waitingInvalidations
      ? `${plural(remote.waitingInvalidations, 'invalidation')} ${remote.waitingInvalidations === 1 ? 'waits' : 'wait'} for it. ` : '';
    const verb = remote.state === 'away' ? 'is away' : 'refuses this instance';
    text($('degraded-title'), `Degraded: Redis ${verb}${remote.since ? ` since ${time(remote.since)}` : ''}.`);
    text($('degraded-text'), 'Reads are answered by the near tier and by loading. ' + waiting
      + (remote.lastReason ? `Last reason: ${remote.lastReason}` : ''));
  }
}

function renderFigures(caches, whole) {
  const last = value => samples.series(value).at(-1)?.value;
  const reads = whole.near + whole.remote + whole.missed;
  const failed = sum(caches, failures);
  const stale = caches.map(cache => Object.values(cache.staleServed ?? {})).flat();
  const figure = (i, value, note) => {
    text(figures[i].value, value);
    text(figures[i].note, note);
  };
  figure(0, percent(reads ? (whole.near + whole.remote) / reads : null), `now ${percent(last(rates.all))}`);
  figure(1, count(reads), `now ${perSecond(last(rates.reads))}`);
  figure(2, count(whole.loads), failed ? `${count(failed)} failed` : `now ${perSecond(last(rates.loads))}`);
  figure(3, millis(sum(caches, cache => cache.timeSavedMillis)), 'of loading');
  figure(4, count(stale.reduce((total, each) => total + (each ?? 0), 0)), 'old values');
  figure(5, count(sum(caches, cache => cache.entries)), `${count(sum(caches, cache => cache.evictions))} evicted`);
}

const instances = new Table($('instances'), 'Instances of the namespace', [
  { name: 'id', label: 'Instance', value: row => row.id,
    cell: (row, td) => filled(td, row.id, row.self ? 'this one' : '') },
  { name: 'host', label: 'Host', value: row => row.host, cell: row => row.host ?? '', wide: true },
  { name: 'version', label: 'Version', value: row => row.version, cell: row => row.version ?? '', wide: true },
  { name: 'state', label: 'Redis', value: row => row.state,
    cell: (row, td) => { td.className = row.state === 'connected' ? 'good' : 'warn'; return row.state; } },
  { name: 'circuits', label: 'Circuits', value: row => row.openCircuits, wide: true,
    cell: row => row.openCircuits ? `${row.openCircuits} open` : 'closed' },
  { name: 'waiting', label: 'Waiting', value: row => row.waitingInvalidations, cell: row => count(row.waitingInvalidations), number: true },
  { name: 'sync', label: 'Synced ago', value: row => row.lastSyncMillis,
    cell: row => millis(row.lastSyncMillis), number: true },
  { name: 'rate', label: 'Hit rate', value: hitRate, cell: row => percent(hitRate(row)), number: true },
  { name: 'loads', label: 'Loads', value: row => row.loads, cell: row => count(row.loads), number: true, wide: true }
], row => row.id, 'id');

function hitRate({ gets }) {
  const reads = gets ? gets.near + gets.remote + gets.missed : 0;
  return reads ? (gets.near + gets.remote) / reads : null;
}

function filled(td, name, note) {
  if (!td.firstChild) {
    td.append(el('span', { class: 'mono' }), ' ', el('small'));
  }
  text(td.children[0], name);
  text(td.children[1], note);
}

export function renderInstances({ asOf, instances: rows }, remoteState) {
  const old = remoteState === 'away' || remoteState === 'refused';
  text($('instances-note'), old && asOf ? `as of ${time(asOf)}, the last known` : '');
  // What this one announced before Redis went is not what it knows now.
  instances.update(rows.map(row => row.self && old ? { ...row, state: remoteState } : row), 'No instance has announced itself yet.');
}

export function renderNoInstances(reason) {
  text($('instances-note'), reason);
}

const lanes = new Table($('lanes'), 'Lanes of this instance', [
  { name: 'lane', label: 'Lane', value: row => row.lane, cell: row => row.lane === 'c' ? 'control' : row.lane },
  { name: 'circuit', label: 'Circuit', value: row => row.circuit,
    cell: (row, td) => { td.className = row.circuit === 'closed' ? 'good' : 'warn'; return row.circuit; } },
  { name: 'sync', label: 'Synced ago', value: row => row.lastSyncMillis,
    cell: row => millis(row.lastSyncMillis), number: true },
  { name: 'cursor', label: 'Cursor', cell: row => String(row.cursor ?? '–'), number: true },
  { name: 'gaps', label: 'Gaps', value: row => row.gaps, cell: row => count(row.gaps), number: true }
], row => row.lane);

function renderLanes(rows) {
  show($('lanes-details'), rows.length > 0);
  const open = rows.filter(row => row.circuit !== 'closed').length;
  const gaps = rows.reduce((total, row) => total + (row.gaps ?? 0), 0);
  text($('lanes-note'), `${plural(rows.length, 'lane')}, ${open ? plural(open, 'circuit') + ' open' : 'all circuits closed'}, ${plural(gaps, 'gap')}`);
  lanes.update(rows);
}
