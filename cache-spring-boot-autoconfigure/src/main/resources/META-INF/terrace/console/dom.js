// Elements are made and filled here, by textContent only: no text of the application is ever read as markup.

export const $ = id => document.getElementById(id);

const SVG = 'http://www.w3.org/2000/svg';

/** An element; an attribute that is a function listens, one that is null or false is left out. */
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      node.addEventListener(name, value);
    } else if (value !== null && value !== false && value !== undefined) {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

/** Sets the text only if it is another, so that selections and screen readers are left in peace. */
export function text(node, value) {
  if (node.textContent !== value) {
    node.textContent = value;
  }
}

export function show(node, visible) {
  if (node.hidden === visible) {
    node.hidden = !visible;
  }
}

/** To those who listen rather than look: said again even if it is the same, so only when something has changed. */
export function speak(words) {
  $('spoken').replaceChildren(words);
}

export function notice(words) {
  $('notice').hidden = false;
  $('notice-text').textContent = words;
}
