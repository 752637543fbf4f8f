// Asks the endpoint every two seconds while it is looked at, and says so when nobody answers.

import { evictTag } from './actions.js';
import { read, Silent } from './api.js';
import * as caches from './caches.js';
import { $, show, speak, text } from './dom.js';
import { time } from './format.js';
import * as overview from './overview.js';

const EVERY = 2000;
const AT_MOST = 30000;

let timer = 0;
let running = false;
let failures = 0;
let answered = null;
let begun = false;

async function poll() {
  clearTimeout(timer);
  if (running) {
    return;
  }
  running = true;
  let wait = EVERY;
  try {
    const state = await read('');
    render(state);
    await renderInstances(state);
    failures = 0;
  } catch (e) {
    failures++;
    wait = Math.min(EVERY * 2 ** (failures - 1), AT_MOST);
    silent(e, wait);
  }
  running = false;
  if (!document.hidden) {
    timer = setTimeout(poll, wait);
  }
}

function render(state) {
  const now = Date.now();
  answered = now;
  if (document.body.classList.contains('old')) {
    speak('This instance answers again.');
  }
  overview.render(state, now);
  caches.render(state, now);
  show($('silent'), false);
  show($('read-only'), !state.writable);
  show($('evict-tag'), state.writable);
  document.body.classList.remove('old');
  text($('live'), `live, ${time(now)}`);
  if (!begun) {
    begun = true;
    caches.openFromAddress();
    performance.mark('terrace-first-data');
  }
}

async function renderInstances(state) {
  try {
    overview.renderInstances(await read('instances'), state.remote.state);
  } catch (e) {
    overview.renderNoInstances(e.message);
  }
}

function silent(e, wait) {
  const since = answered ? `The figures are those of ${time(answered)}. ` : '';
  const title = e instanceof Silent ? 'This instance does not answer.' : 'This instance refuses to answer.';
  if ($('silent').hidden || $('silent-title').textContent !== title) {
    speak(title);
  }
  text($('silent-title'), title);
  text($('silent-text'), `${e.message.replace(/\.?$/, '.')} ${since}Next try in ${wait / 1000} s.`);
  show($('silent'), true);
  document.body.classList.add('old');
  text($('live'), 'not answering');
}

document.addEventListener('visibilitychange', () => {
  clearTimeout(timer);
  if (document.hidden) {
    text($('live'), 'paused');
  } else {
    poll();
  }
});
$('again').addEventListener('click', poll);
$('evict-tag').addEventListener('click', () => evictTag());
$('notice-close').addEventListener('click', () => $('notice').hidden = true);
poll();
