// A table whose rows stay the same elements while their cells change, so that focus and selection survive a poll.

import { el, text } from './dom.js';

/**
 * @param columns [{name, label, value: row -> what it is sorted by, cell: (td, row) -> void or row -> text, number, wide, order}]
 * @param key row -> what makes it the same row next time
 */
export class Table {
  #columns;
  #key;
  #rows = new Map();
  #last = [];
  #by;
  #down;

  constructor(box, caption, columns, key, sortedBy = null) {
    this.#columns = columns;
    this.#key = key;
    this.#by = sortedBy;
    this.#down = false;
    this.heads = columns.map(column => this.#head(column));
    this.body = el('tbody');
    this.empty = el('p', { class: 'empty' });
    box.replaceChildren(
      el('table', {}, el('caption', { class: 'unseen' }, caption), el('thead', {}, el('tr', {}, ...this.heads)), this.body),
      this.empty);
    this.#mark();
  }

  #head(column) {
    const label = column.value
      ? el('button', { type: 'button', class: 'sort', click: () => this.#sort(column) }, column.label)
      : column.label;
    return el('th', { scope: 'col', class: kind(column) }, label);
  }

  #sort(column) {
    this.#down = this.#by === column.name ? !this.#down : Boolean(column.number);
    this.#by = column.name;
    this.#mark();
    this.update(this.#last);
  }

  #mark() {
    this.#columns.forEach((column, i) => {
      if (column.value) {
        const sort = column.name !== this.#by ? 'none' : this.#down ? 'descending' : 'ascending';
        this.heads[i].setAttribute('aria-sort', sort);
      }
    });
  }

  update(rows, whenEmpty = '') {
    this.#last = rows;
    const sorted = this.#sorted(rows);
    const wanted = sorted.map(row => this.#row(row));
    const focused = document.activeElement;
    const present = new Set(wanted);
    for (const [key, tr] of this.#rows) {
      if (!present.has(tr)) {
        this.#rows.delete(key);
        tr.remove();
      }
    }
    wanted.forEach((tr, i) => {
      if (this.body.children[i] !== tr) {
        this.body.insertBefore(tr, this.body.children[i] ?? null);
      }
    });
    if (document.activeElement !== focused && this.body.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
    text(this.empty, rows.length ? '' : whenEmpty);
  }

  #row(row) {
    const key = this.#key(row);
    let tr = this.#rows.get(key);
    if (!tr) {
      tr = el('tr', {}, ...this.#columns.map((column, i) =>
        i === 0 ? el('th', { scope: 'row', class: kind(column) }) : el('td', { class: kind(column) })));
      this.#rows.set(key, tr);
    }
    this.#columns.forEach((column, i) => {
      const said = column.cell(row, tr.children[i]);
      if (typeof said === 'string') {
        text(tr.children[i], said);
      }
    });
    return tr;
  }

  #sorted(rows) {
    const column = this.#columns.find(each => each.name === this.#by);
    if (!column) {
      return rows;
    }
    const sign = this.#down ? -1 : 1;
    return [...rows].sort((a, b) => sign * compare(column.value(a), column.value(b)) || compare(this.#key(a), this.#key(b)));
  }
}

function kind(column) {
  return [column.number && 'number', column.wide && 'wide', column.narrow && 'narrow'].filter(Boolean).join(' ');
}

function compare(a, b) {
  if (typeof a === 'string' || typeof b === 'string') {
    return String(a).localeCompare(String(b), 'en', { numeric: true });
  }
  return (a ?? -1) - (b ?? -1);
}
