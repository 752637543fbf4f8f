// Totals as they were read, for ten minutes: rates are differences between them.

const WINDOW = 600000;
const STEP = 10000;

export class Samples {
  #all = [];
  #instance = null;

  /** Totals of another instance, or that went down, count from another start: what was before does not count any more. */
  add(at, totals, instance) {
    const last = this.#all.at(-1);
    if (instance !== this.#instance || last && Object.keys(totals).some(name => totals[name] < last.totals[name])) {
      this.#all = [];
    }
    this.#instance = instance;
    this.#all.push({ at, totals });
    while (this.#all[0].at < at - WINDOW - STEP) {
      this.#all.shift();
    }
  }

  /** How far lines over them go back: to the first of them, in steps, so that the first minute fills the chart. */
  span(now) {
    const age = this.#all.length ? now - this.#all[0].at : 0;
    return [1, 2, 5].map(minutes => minutes * 60000).find(span => age <= span) ?? WINDOW;
  }

  /** One point for each sample but the first: what `value` makes of the growth in the ten seconds up to it. */
  series(value) {
    const points = [];
    let from = 0;
    for (let i = 1; i < this.#all.length; i++) {
      while (from < i - 1 && this.#all[from].at < this.#all[i].at - STEP) {
        from++;
      }
      points.push({ at: this.#all[i].at, value: value(growth(this.#all[from], this.#all[i])) });
    }
    return points;
  }
}

function growth(from, to) {
  const grown = { seconds: (to.at - from.at) / 1000 };
  for (const name of Object.keys(to.totals)) {
    grown[name] = to.totals[name] - from.totals[name];
  }
  return grown;
}

const share = (part, all) => all > 0 ? part / all : null;

/** Of all reads, those that a tier answered; the remote tier is asked only for what the near one has not. */
export const near = of => share(of.near, of.near + of.remote + of.missed);
export const remote = of => share(of.remote, of.remote + of.missed);
export const all = of => share(of.near + of.remote, of.near + of.remote + of.missed);
export const reads = of => of.seconds > 0 ? (of.near + of.remote + of.missed) / of.seconds : null;
export const loads = of => of.seconds > 0 ? of.loads / of.seconds : null;
