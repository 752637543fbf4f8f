import { duration, money, Shop } from './shop.js';

const LONGEST_MILLIS = 300;

function element(name, className, text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** A product on one side: what it costs, who served it, how fast. */
class Row {
  constructor(product) {
    this.id = product.id;
    this.price = undefined;
    this.priceCell = element('span', 'price');
    this.tier = element('span', 'tier unread', 'not read');
    this.took = element('span', 'took');
    this.millis = element('span', '');
    this.bar = document.createElement('i');
    const track = element('span', 'track');
    track.append(this.bar);
    this.took.append(this.millis, track);
    this.reason = element('span', 'reason');
    this.item = document.createElement('li');
    this.item.dataset.product = product.id;
    this.item.append(element('span', 'name', product.name), this.priceCell, this.tier, this.took, this.reason);
  }

  show({ value, tier, millis }) {
    const before = this.price;
    this.price = value.price;
    this.priceCell.replaceChildren();
    if (before !== undefined && before !== value.price) {
      this.was = before;
    }
    if (this.was !== undefined && tier !== 'near') {
      this.priceCell.append(element('s', '', money(this.was)));
    } else {
      this.was = undefined;
    }
    this.priceCell.append(money(value.price));
    this.tier.className = `tier ${tier}`;
    this.tier.textContent = tier;
    this.took.className = `took ${tier}`;
    this.millis.textContent = duration(millis);
    this.reason.textContent = '';
    // A logarithmic scale: a near hit takes microseconds, a load the better part of a second.
    this.bar.style.width = `${Math.min(100, (100 * Math.log1p(millis * 100)) / Math.log1p(LONGEST_MILLIS * 100))}%`;
  }

  fail(error) {
    this.tier.className = 'tier failed';
    this.tier.textContent = 'failed';
    this.took.className = 'took failed';
    this.millis.textContent = '';
    this.bar.style.width = '0';
    this.reason.textContent = error.message;
  }
}

/** One column of the page. */
export class Instance {
  constructor(root, base) {
    this.root = root;
    this.shop = new Shop(base);
    this.rows = new Map();
    this.list = root.querySelector('.products');
    root.querySelector('.read').addEventListener('click', () => this.read());
  }

  /** Shows these products, none of them read so far. */
  offer(products) {
    this.rows = new Map(products.map((product) => [product.id, new Row(product)]));
    this.list.replaceChildren(...[...this.rows.values()].map((row) => row.item));
  }

  get running() {
    return !this.list.hidden;
  }

  read() {
    return Promise.all([...this.rows.keys()].map((id) => this.readOne(id)));
  }

  /** Reads a product and shows it. What it returns is what the instance answered, null if it did not. */
  async readOne(id) {
    const row = this.rows.get(id);
    try {
      const answer = await this.shop.product(id);
      row?.show(answer);
      return answer;
    } catch (error) {
      row?.fail(error);
      return null;
    }
  }

  where(text) {
    this.root.querySelector('.where').textContent = text;
  }

  exists(exists) {
    this.list.hidden = !exists;
    this.root.querySelector('.read').hidden = !exists;
    const empty = this.root.querySelector('.empty');
    if (empty) {
      empty.hidden = exists;
    }
  }
}
