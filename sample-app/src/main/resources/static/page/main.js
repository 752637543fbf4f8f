import { changePrice, discount, OfferWatch } from './acts.js';
import { Choice } from './choice.js';
import { Instance } from './instance.js';
import { ask, duration } from './shop.js';
import { describe } from './state.js';

const byId = (id) => document.getElementById(id);
const telling = (id) => (text) => { byId(id).textContent = text; };

const here = new Instance(byId('here'), '');
const there = new Instance(byId('there'), 'other/');
const instances = () => (there.running ? [here, there] : [here]);
const troubles = new Map();
let state = { here: null, there: null };
let restarted;
let asked = 0;

/** What fails with what a button or a list asks for, and has no other place; no text takes it back. */
function trouble(what, text) {
  troubles.set(what, text);
  const all = [...troubles.values()].filter((one) => one).join(' ');
  if (byId('trouble').textContent !== all) {
    byId('trouble').textContent = all;
  }
}

const choice = new Choice(here, there, (text) => trouble('products', text));

/** Runs something that a button asks for; the button waits, and a failure is told where its result would be. */
async function act(button, tell, something) {
  button.disabled = true;
  try {
    await something();
  } catch (error) {
    tell(error.message);
  } finally {
    button.disabled = false;
    await watch();
  }
}

/** Asks both instances how they are, and shows it, unless they were asked again before they had answered. */
async function watch() {
  asked += 1;
  const question = asked;
  const mine = await here.shop.tour().then((answer) => answer.value, () => null);
  const runs = mine?.other.state === 'RUNNING';
  const theirs = runs ? await there.shop.tour().then((answer) => answer.value, () => null) : null;
  if (question !== asked) {
    return;
  }
  state = { here: mine, there: theirs };
  if (runs !== there.running) {
    there.exists(runs);
  }
  showState();
}

function showState() {
  const seen = describe(state.here, state.there);
  byId('banner').dataset.state = seen.state;
  for (const [id, text] of [['banner', seen.banner], ['redis', seen.redisButton], ['other', seen.otherButton]]) {
    if (byId(id).textContent !== text) {
      byId(id).textContent = text;
    }
  }
  byId('redis').disabled = seen.redisDisabled;
  byId('other').disabled = seen.otherDisabled;
  byId('writer').options[1].disabled = !there.running;
  here.where(seen.here);
  there.where(seen.there);
  if (seen.state === 'in-step' && restarted !== undefined) {
    telling('redis-result')(`In step again ${duration(performance.now() - restarted)} after Redis was started.`);
    restarted = undefined;
  }
}

async function turnRedis() {
  const on = !state.here.redis.on;
  const tell = telling('redis-result');
  await ask('tour/redis', 'POST', { on });
  if (on) {
    restarted = performance.now();
    tell('Redis is back, and empty.');
  } else {
    restarted = undefined;
    tell('Read the products, change a price: nothing fails.');
  }
}

async function turnOther() {
  trouble('other', '');
  await ask('tour/other', 'POST', { on: state.here?.other.state !== 'RUNNING' });
}

async function discountChosen(tell) {
  const category = await choice.settled();
  await discount(here, instances(), category, Number(byId('percent').value), { inStep: inStep(), tell });
}

const inStep = () => byId('banner').dataset.state === 'in-step';

function listen() {
  byId('category').addEventListener('change', () => choice.show());
  byId('product').addEventListener('change', () => choice.proposePrice(Number(byId('product').value)));
  byId('read-all').addEventListener('click', () => instances().forEach((instance) => instance.read()));
  byId('redis').addEventListener('click', () => act(byId('redis'), telling('redis-result'), turnRedis));
  byId('other').addEventListener('click', () => act(byId('other'), (text) => trouble('other', text), turnOther));
  byId('price-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const [writer, watcher] = byId('writer').value === 'there' ? [there, here] : [here, there.running ? there : null];
    const tell = telling('price-result');
    act(event.submitter, tell, () => changePrice(
      writer, watcher, Number(byId('product').value), Number(byId('price').value), { inStep: inStep(), tell }));
  });
  byId('discount-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const tell = telling('discount-result');
    act(event.submitter, tell, () => discountChosen(tell));
  });
  const offers = new OfferWatch(here, byId('offers'), telling('offer-result'));
  byId('watch').addEventListener('click', () => {
    const on = !offers.on;
    byId('watch').setAttribute('aria-pressed', on);
    byId('watch').textContent = on ? 'Stop watching' : 'Watch an offer';
    return on ? offers.start(() => byId('category').value) : offers.stop();
  });
}

async function everySecond() {
  try {
    await Promise.all([watch(), choice.show()]);
    if (byId('again').checked) {
      await Promise.all(instances().map((instance) => instance.read()));
    }
  } finally {
    setTimeout(everySecond, 1000);
  }
}

listen();
await everySecond();
