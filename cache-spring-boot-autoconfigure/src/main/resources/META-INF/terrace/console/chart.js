// Lines over the last minutes, at most ten, as SVG.

import { el, svg, text } from './dom.js';
import { millis } from './format.js';

const HEIGHT = 170;
const MARGIN = { top: 8, right: 10, bottom: 20, left: 40 };
const TORN = 30000;

/**
 * @param lines [{name, label, value: growth -> number or null}]
 * @param format a value as text
 * @param top the greatest value there can be, or null to follow the values
 */
export class Chart {
  #box;
  #lines;
  #format;
  #top;
  #last;
  #now = 0;
  #span = 60000;
  #hover = null;

  constructor(box, legend, title, lines, format, top) {
    this.#box = box;
    this.#lines = lines;
    this.#format = format;
    this.#top = top;
    this.title = title;
    this.#last = lines.map(() => []);
    this.grid = svg('g', { class: 'grid' });
    this.rule = svg('line', { class: 'rule', y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom, visibility: 'hidden' });
    this.paths = lines.map(line => svg('path', { class: `line ${line.name}` }));
    this.figure = svg('svg', { role: 'img', height: HEIGHT }, this.grid, this.rule, ...this.paths);
    this.values = lines.map(() => el('b'));
    legend.replaceChildren(...lines.map((line, i) => el('li', {}, swatch(line.name), line.label + ' ', this.values[i])));
    box.replaceChildren(this.figure);
    box.addEventListener('pointermove', e => this.#point(e.offsetX));
    box.addEventListener('pointerleave', () => this.#point(null));
    new ResizeObserver(() => this.#draw()).observe(box);
  }

  update(samples, now) {
    this.#now = now;
    this.#span = samples.span(now);
    this.#last = this.#lines.map(line => samples.series(line.value));
    this.#draw();
  }

  #point(x) {
    this.#hover = x;
    this.#draw();
  }

  #draw() {
    const width = this.#box.clientWidth;
    if (width === 0) {
      return;
    }
    const top = this.#top ?? niceTop(Math.max(0, ...this.#last.flat().map(point => point.value ?? 0)));
    const x = at => MARGIN.left + (width - MARGIN.left - MARGIN.right) * (1 - (this.#now - at) / this.#span);
    const y = value => HEIGHT - MARGIN.bottom - (HEIGHT - MARGIN.top - MARGIN.bottom) * value / top;
    this.figure.setAttribute('width', width);
    this.#drawGrid(width, top, x, y);
    this.#last.forEach((points, i) => this.paths[i].setAttribute('d', path(points, this.#now - this.#span, x, y)));
    this.#tell(x);
  }

  #drawGrid(width, top, x, y) {
    const key = `${width} ${top} ${this.#span}`;
    if (this.grid.dataset.key === key) {
      return;
    }
    this.grid.dataset.key = key;
    const values = [0, 0.25, 0.5, 0.75, 1].map(part => part * top);
    this.grid.replaceChildren(
      ...values.map(value => svg('line', { x1: MARGIN.left, x2: width - MARGIN.right, y1: y(value), y2: y(value) })),
      ...values.filter((_, i) => i % 2 === 0).map(value =>
        svg('text', { x: MARGIN.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, this.#format(value).replace('/s', ''))),
      ...[1, 0.5, 0].map(part => svg('text', {
        x: x(this.#now - part * this.#span), y: HEIGHT - 4, 'text-anchor': part === 0 ? 'end' : part === 1 ? 'start' : 'middle'
      }, part === 0 ? 'now' : '−' + millis(part * this.#span))));
  }

  /** The values in the legend: the last ones, or those where the pointer is. */
  #tell(x) {
    const values = this.#last.map(points => this.#hover === null ? points.at(-1)
      : points.reduce((best, point) => !best || away(point, this.#hover, x) < away(best, this.#hover, x) ? point : best, null));
    values.forEach((point, i) => text(this.values[i], this.#format(point?.value)));
    const pointed = this.#hover !== null && values[0];
    this.rule.setAttribute('visibility', pointed ? 'visible' : 'hidden');
    if (pointed) {
      this.rule.setAttribute('x1', x(values[0].at));
      this.rule.setAttribute('x2', x(values[0].at));
    }
    this.figure.setAttribute('aria-label', `${this.title}: `
      + this.#lines.map((line, i) => `${line.label} ${this.#format(this.#last[i].at(-1)?.value)}`).join(', '));
  }
}

const away = (point, hover, x) => Math.abs(x(point.at) - hover);

function niceTop(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 4, 10].map(step => step * power).find(step => step >= value) ?? 1;
}

/** Points without a value are left out; the line tears where they are more than a moment. */
function path(points, start, x, y) {
  let before = null;
  let d = '';
  for (const { at, value } of points) {
    if (value !== null && at >= start) {
      const here = `${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      d += before !== null && at - before < TORN ? `L${here}` : `M${here}h0.01`;
      before = at;
    }
  }
  return d;
}

function swatch(name) {
  return svg('svg', { class: 'swatch', viewBox: '0 0 20 8', 'aria-hidden': 'true' }, svg('path', { class: `line ${name}`, d: 'M1 4H19' }));
}

/** A line without words, for a cell; what it shows stands in the cell beside it. */
export function sparkline(node, points, now, span) {
  const x = at => 100 * (1 - (now - at) / span);
  node.setAttribute('d', path(points, now - span, x, value => 19 - 18 * value));
}
