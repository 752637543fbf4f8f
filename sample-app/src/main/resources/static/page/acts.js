import { duration, money } from './shop.js';

const PATIENCE_MILLIS = 10_000;
const PAUSE_MILLIS = 50;
const UNTOLD = 'Without Redis the other instance cannot be told: it goes on with what it has.';

const pause = () => new Promise((resolve) => { setTimeout(resolve, PAUSE_MILLIS); });

/** Reads until what is read pleases, and returns the milliseconds since the given moment; null if it never does. */
async function until(instance, id, pleases, since) {
  while (performance.now() - since < PATIENCE_MILLIS) {
    const answer = await instance.readOne(id);
    if (answer && pleases(answer.value)) {
      return { millis: performance.now() - since, answer };
    }
    await pause();
  }
  return null;
}

/** One instance writes a new price, the other is read until it shows it, unless it cannot be told. */
export async function changePrice(writer, watcher, id, price, { inStep, tell }) {
  await Promise.all([writer.readOne(id), watcher?.readOne(id)]);
  await writer.shop.changePrice(id, price);
  const changed = performance.now();
  const seen = watcher && inStep
    && (await until(watcher, id, (product) => Number(product.price) === price, changed));
  await writer.readOne(id);
  if (!watcher) {
    tell(`Changed to ${money(price)}. Start the second instance to see it arrive there.`);
  } else if (!inStep) {
    tell(`Changed to ${money(price)}. ${UNTOLD}`);
  } else if (seen) {
    const query = seen.answer.tier === 'loaded' ? `, ${duration(seen.answer.millis)} of that in the database` : '';
    tell(`The other instance served ${money(price)} after ${duration(seen.millis)}${query}.`);
  } else {
    tell('The other instance has not served it within ten seconds.');
  }
}

/** One eviction by tag; all rows of the instances that can be told are read until each shows its lower price. */
export async function discount(writer, instances, category, percent, { inStep, tell }) {
  const ids = [...writer.rows.keys()];
  const read = await Promise.all(instances.map((one) => Promise.all(ids.map((id) => one.readOne(id)))));
  const before = read[instances.indexOf(writer)].filter((answer) => answer).map(({ value }) => value);
  const { value } = await writer.shop.discount(category, percent);
  const changed = performance.now();
  const told = inStep ? instances : [writer];
  const seen = await Promise.all(
    told.flatMap((one) => before.map(({ id, price }) => (
      until(one, id, (product) => Number(product.price) < Number(price), changed)))));
  const arrived = seen.filter((one) => one);
  const slowest = Math.max(...arrived.map((one) => one.millis));
  tell(`${value.products} prices lowered. ${arrived.length} of the ${seen.length} shown have changed`
    + (arrived.length > 0 ? `, the last after ${duration(slowest)}.` : '.')
    + (told.length < instances.length ? ` ${UNTOLD}` : ''));
}

/** Reads an offer twice a second, and lists who served it. */
export class OfferWatch {
  constructor(instance, list, tell) {
    this.instance = instance;
    this.list = list;
    this.tell = tell;
    this.timer = undefined;
  }

  get on() {
    return this.timer !== undefined;
  }

  start(category) {
    this.list.replaceChildren();
    const read = async () => {
      const answer = await this.instance.shop.offer(category()).catch(() => null);
      if (answer && this.on) {
        this.add(answer);
      }
    };
    this.timer = setInterval(read, 500);
    return read();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  add({ value, tier, millis }) {
    const tag = document.createElement('span');
    tag.className = `tier ${tier}`;
    tag.textContent = tier;
    const item = document.createElement('li');
    item.append(tag, duration(millis));
    this.list.prepend(item);
    while (this.list.children.length > 12) {
      this.list.lastChild.remove();
    }
    const text = `Offer: ${value.product.name} for ${money(value.product.price)}`;
    if (this.text !== text) {
      this.text = text;
      this.tell(text);
    }
  }
}
