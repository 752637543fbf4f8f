// Numbers as people read them.

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const TENTHS = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

const NOTHING = '–';

export function count(value) {
  return value === null || value === undefined ? NOTHING : (value < 1e6 ? WHOLE : SHORT).format(value);
}

export function perSecond(value) {
  return value === null || value === undefined ? NOTHING : (value < 10 ? TENTHS : SHORT).format(value) + '/s';
}

/** A rate of 0..1; full only if nothing at all was missed. */
export function percent(rate) {
  if (rate === null || rate === undefined) {
    return NOTHING;
  }
  const tenths = Math.round(rate * 1000) / 10;
  return TENTHS.format(tenths === 100 && rate < 1 ? 99.9 : tenths) + ' %';
}

const UNITS = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];

/** A duration in its two greatest units. */
export function millis(value) {
  if (value === null || value === undefined) {
    return NOTHING;
  }
  if (value > 0 && value < 0.95) {
    return WHOLE.format(value * 1000) + ' µs';
  }
  if (value < 1000) {
    return (value < 10 ? TENTHS : WHOLE).format(value) + ' ms';
  }
  if (value < 10000) {
    return TENTHS.format(value / 1000) + ' s';
  }
  const seconds = Math.floor(value / 1000);
  const first = UNITS.findIndex(([, length]) => seconds >= length);
  const [unit, length] = UNITS[first];
  const rest = UNITS[first + 1];
  const more = rest ? Math.floor(seconds % length / rest[1]) : 0;
  return `${Math.floor(seconds / length)} ${unit}` + (more ? ` ${more} ${rest[0]}` : '');
}

export function bytes(value) {
  if (value === null || value === undefined) {
    return NOTHING;
  }
  return value < 1024 ? `${value} B`
    : value < 1048576 ? `${TENTHS.format(value / 1024)} KB` : `${TENTHS.format(value / 1048576)} MB`;
}

/** The time of day; with the date if it is not today. */
export function time(value) {
  const when = new Date(value);
  if (!value || isNaN(when)) {
    return NOTHING;
  }
  const clock = when.toLocaleTimeString('en-GB');
  return when.toDateString() === new Date().toDateString() ? clock : `${when.toLocaleDateString('en-CA')} ${clock}`;
}

export function plural(number, one, many = one + 's') {
  return `${count(number)} ${number === 1 ? one : many}`;
}
