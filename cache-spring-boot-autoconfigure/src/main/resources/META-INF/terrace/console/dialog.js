// One dialog, in one or more steps: nothing is changed before somebody has read what will be.

import { $, el, notice } from './dom.js';

let current = null;
let opener = null;

/**
 * @param title what will be done
 * @param fields [{name, label, value, hint, rows}] to fill in
 * @param step {said, action, danger, run: async values -> the next step, or a string that says what was done}
 */
export function open(title, fields, step) {
  opener = document.activeElement;
  $('dialog-title').textContent = title;
  $('dialog-body').replaceChildren(...fields.map(field));
  enter(step);
  $('dialog').showModal();
  (fields.length ? inputs()[0] : $('dialog-cancel')).focus();
}

function field({ name, label, value = '', hint, rows }) {
  const attributes = { id: `field-${name}`, name, required: true, autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off' };
  const described = hint ? { 'aria-describedby': `hint-${name}` } : {};
  const input = el(rows ? 'textarea' : 'input', { ...attributes, ...described, ...(rows ? { rows } : {}) });
  input.value = value;
  return el('div', { class: 'field' },
    el('label', { for: `field-${name}` }, label),
    input,
    hint ? el('small', { id: `hint-${name}` }, hint) : null);
}

const inputs = () => [...$('dialog-body').querySelectorAll('input, textarea')];

function enter(step) {
  current = step;
  $('dialog-said').textContent = step.said ?? '';
  $('dialog-error').textContent = '';
  $('dialog-go').textContent = step.action;
  $('dialog-go').disabled = !step.run;
  $('dialog-go').classList.toggle('danger', Boolean(step.danger));
}

async function go(event) {
  event.preventDefault();
  const missing = inputs().find(input => !input.value.trim());
  if (missing) {
    $('dialog-error').textContent = 'Please fill this in.';
    missing.focus();
    return;
  }
  const step = current;
  const title = $('dialog-title').textContent;
  $('dialog-go').disabled = true;
  try {
    const result = await step.run(Object.fromEntries(inputs().map(input => [input.name, input.value])));
    if (typeof result === 'string') {
      notice(result);
    }
    if (step !== current) {
      return;
    }
    if (typeof result === 'string') {
      $('dialog').close();
    } else {
      inputs().forEach(input => input.readOnly = true);
      enter(result);
      // Not the button: whoever presses Enter twice has not read yet.
      $('dialog-said').focus();
    }
  } catch (e) {
    if (step === current) {
      $('dialog-error').textContent = e.message;
      $('dialog-go').disabled = false;
    } else {
      notice(`${title}: ${e.message}`);
    }
  }
}

function closed() {
  current = null;
  const back = opener?.isConnected && !opener.closest('[hidden]') ? opener : document.querySelector('.key h4') ?? $('main');
  back.focus();
}

$('dialog-form').addEventListener('submit', go);
$('dialog-cancel').addEventListener('click', () => $('dialog').close());
$('dialog').addEventListener('close', closed);
