/** An instance of the shop, asked over HTTP; base is "" for the one that served this page, "other/" for the second. */

/** What the headers of an answer say: which tier served it and in how many milliseconds. */
function served(response) {
  const timing = /dur=([\d.]+)/.exec(response.headers.get('Server-Timing') ?? '');
  return { tier: response.headers.get('X-Cache') ?? '', millis: timing ? Number(timing[1]) : NaN };
}

export async function ask(path, method = 'GET', body = undefined) {
  const response = await fetch(path, {
    method,
    cache: 'no-store',
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => { throw new Error(`${path} cannot be reached.`); });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(answer.detail ?? `${path} answered ${response.status}`);
  }
  return { value: answer, ...served(response) };
}

export class Shop {
  constructor(base) {
    this.base = base;
  }

  categories() { return ask(this.base + 'categories'); }
  products(category) { return ask(`${this.base}categories/${encodeURIComponent(category)}/products`); }
  product(id) { return ask(`${this.base}products/${id}`); }
  offer(category) { return ask(`${this.base}offers/${encodeURIComponent(category)}`); }
  changePrice(id, price) { return ask(`${this.base}products/${id}/price`, 'PUT', { price }); }
  discount(category, percent) {
    return ask(`${this.base}categories/${encodeURIComponent(category)}/discount`, 'POST', { percent });
  }
  tour() { return ask(this.base + 'tour'); }
}

export const money = (price) => Number(price).toFixed(2);

export function duration(millis) {
  if (millis >= 1000) {
    return `${(millis / 1000).toFixed(1)} s`;
  }
  return millis < 10 ? `${millis.toFixed(2)} ms` : `${Math.round(millis)} ms`;
}
